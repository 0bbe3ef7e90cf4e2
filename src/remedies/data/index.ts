/** Remedies that change what the model is fed. */
import type { RemedyKind } from '../context.js';
import { largerBatches } from './batchSize.js';
import { completeData } from './brokenData.js';
import { scaleInputs, scaleTargets } from './scaling.js';

export const DATA_REMEDIES: readonly RemedyKind[] = [scaleInputs, scaleTargets, largerBatches, completeData];
