/** Remedies that change the optimizer: its rate, its kind, what it is handed. */
import type { RemedyKind } from '../context.js';
import { otherOptimizers } from './changeOptimizer.js';
import { clipGlobalNorm, clipNorm, clipValue } from './clipping.js';
import { lowerLearningRate, raiseLearningRate } from './learningRate.js';
import { schedules } from './schedules.js';

export const OPTIMIZER_REMEDIES: readonly RemedyKind[] = [
  clipGlobalNorm, clipNorm, clipValue, lowerLearningRate, raiseLearningRate, ...schedules, ...otherOptimizers,
];
