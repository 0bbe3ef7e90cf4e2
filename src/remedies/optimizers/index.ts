/** Remedies that change the optimizer: its rate, its kind, what it is handed. */
import type { RemedyKind } from '../context.js';
import { otherOptimizers } from './changeOptimizer.js';
import { clipGlobalNorm, clipNorm, clipValue } from './clipping.js';
import { lowerLearningRate, raiseLearningRate } from './learningRate.js';
import { maxNorm } from './maxNorm.js';
import { positionalArguments } from './misuse/positionalArguments.js';
import { strayOptions } from './misuse/strayOptions.js';
import { variableList } from './misuse/variableList.js';
import { schedules } from './schedules.js';

export const OPTIMIZER_REMEDIES: readonly RemedyKind[] = [
  clipGlobalNorm, clipNorm, clipValue, maxNorm, lowerLearningRate, raiseLearningRate, ...schedules, ...otherOptimizers,
  positionalArguments, strayOptions, variableList,
];
