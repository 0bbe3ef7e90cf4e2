import type { Finding } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { activationOf, hasTrainableWeights, unitsOf } from '../layerKind.js';
import { finding, nameLayers, type Rule } from '../rule.js';
import type { TrainedModel } from '../trainedModel.js';

/**
 * Softmax as the activation of a hidden layer: its outputs share out a total of 1, so that they are near 1 / units each
 * and nearly all that the layer knows is lost, and its slope, p (1 - p), is about 1 / units.
 *
 * Formula: a dense or convolutional layer with softmax whose output is read by another layer with weights. A warning.
 * Softmax over attention scores and gates is read by products, and not meant.
 * Source: Goodfellow et al. 2016, 6.2.2.3 (softmax for distributions over classes) and 6.3 (hidden units).
 * Healthy: ReLU, tanh and their kin in hidden layers.
 */
export const hiddenSoftmax: Rule = {
  id: 'hidden-softmax',
  find(model: TrainedModel): Finding[] {
    const layers = model.layers.filter((layer) => isSoftmaxLayer(layer) && (unitsOf(layer) ?? 1) > 1 && readByWeights(model, layer));
    if (layers.length === 0) return [];
    const units = unitsOf(layers[0]) ?? 1;
    return [finding('hidden-softmax', model, {
      severity: 'warning', layers, step: model.steps[0], confidence: 0.85,
      message: `${nameLayers(layers)} ${layers.length === 1 ? 'is a hidden layer' : 'are hidden layers'} with softmax: outputs that are 1/${units} on average, whatever comes in.`,
      causeId: 'activation-slope',
      cause: 'A softmax shares out a total of 1 among its units; between layers it passes on little of what comes in, and little of the gradient.',
      evidence: { units },
    })];
  },
};

function isSoftmaxLayer(layer: LayerInfo): boolean {
  return activationOf(layer) === 'softmax' && /^(Dense|Conv\d?D?|SeparableConv2D)/.test(layer.className);
}

function readByWeights(model: TrainedModel, layer: LayerInfo): boolean {
  const readers = model.layers.filter(({ inbound }) => inbound.includes(layer.id));
  return readers.some((reader) => (/^(Dropout|Flatten|Activation|BatchNormalization)$/.test(reader.className) ? readByWeights(model, reader) : hasTrainableWeights(reader) && /^(Dense|Conv|Separable)/.test(reader.className)));
}
