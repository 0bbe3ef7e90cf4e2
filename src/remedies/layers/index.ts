/** Remedies that change layers: their activations, their initial weights, what stands between them. */
import type { RemedyKind } from '../context.js';
import { activationRelu } from './activationRelu.js';
import { batchNormalization } from './batchNormalization.js';
import { biasInitialization } from './biasInitialization.js';
import { glorotInitialization, heInitialization, lecunInitialization } from './initialization.js';
import { recurrentInitialization } from './recurrentInitialization.js';

export const LAYER_REMEDIES: readonly RemedyKind[] = [
  biasInitialization, heInitialization, glorotInitialization, lecunInitialization, activationRelu, batchNormalization, recurrentInitialization,
];
