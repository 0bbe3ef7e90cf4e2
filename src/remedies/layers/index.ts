/** Remedies that change layers: their activations, their weights, what stands between them. */
import type { RemedyKind } from '../context.js';
import { activations } from './activations.js';
import { positiveBias, zeroBias } from './biasInitialization.js';
import { fewerUnits } from './fewerUnits.js';
import { glorotInitialization, heInitialization, lecunInitialization } from './initialization.js';
import { initializerScale } from './initializerScale.js';
import { batchNormalization, layerNormalization } from './normalization.js';
import { gatedCells, recurrentTanh } from './recurrentCell.js';
import { forgetGateBias, orthogonalRecurrent } from './recurrentWeights.js';
import { skipConnection } from './skipConnection.js';
import { l2Regularization, noRegularization, weakerRegularization } from './regularization.js';
import { trainLayers } from './trainLayers.js';

export const LAYER_REMEDIES: readonly RemedyKind[] = [
  zeroBias, positiveBias, heInitialization, glorotInitialization, lecunInitialization, initializerScale, ...activations,
  batchNormalization, layerNormalization, skipConnection, orthogonalRecurrent, forgetGateBias, ...gatedCells, recurrentTanh,
  weakerRegularization, noRegularization, l2Regularization, fewerUnits, trainLayers,
];
