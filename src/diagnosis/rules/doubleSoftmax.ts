import type { Finding } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { activationOf } from '../layerKind.js';
import { finding, type Rule } from '../rule.js';
import type { TrainedModel } from '../trainedModel.js';

/** What losses on logits apply to what they are given. */
const APPLIED: Record<string, string> = { softmaxCrossEntropy: 'softmax', sigmoidCrossEntropy: 'sigmoid' };

/**
 * Softmax (or sigmoid) applied twice: by the model and by the loss, or by two layers in a row.
 *
 * Formula: `tf.losses.softmaxCrossEntropy` (`sigmoidCrossEntropy`) of an output with softmax (sigmoid) activation, or a
 * softmax layer that reads a softmax. The second one sees numbers from 0 to 1 only, so that no class can get more than
 * e / (e + n - 1) of the probability and the gradient is damped by the first one's slope. A warning.
 * Source: Bridle 1990 (softmax with logits); TensorFlow.js, `tf.losses.softmaxCrossEntropy` ("logits").
 * Healthy: logits into a loss on logits, probabilities into a loss on probabilities.
 */
export const doubleSoftmax: Rule = {
  id: 'double-softmax',
  find(model: TrainedModel): Finding[] {
    return [...byLoss(model), ...byLayers(model)].slice(0, 1);
  },
};

function byLoss(model: TrainedModel): Finding[] {
  for (const { step, lossCalls } of model.inspections) {
    for (const { name, predictionsOf } of lossCalls) {
      const layer = predictionsOf === null ? undefined : model.layer(predictionsOf);
      const applied = APPLIED[name];
      if (!layer || applied === undefined || activationOf(layer) !== applied) continue;
      return [told(model, layer, step, applied, `by ${layer.name} and again by tf.losses.${name}, which takes logits`)];
    }
  }
  return [];
}

function byLayers(model: TrainedModel): Finding[] {
  for (const layer of model.layers) {
    // An activation layer has no weights between its input and its softmax.
    if (activationOf(layer) !== 'softmax' || layer.weights.length > 0) continue;
    const before = layer.inbound.map((id) => model.layer(id)).find((one) => one !== undefined && activationOf(one) === 'softmax');
    if (before) return [told(model, layer, model.steps[0], 'softmax', `by ${before.name} and again by ${layer.name}`)];
  }
  return [];
}

function told(model: TrainedModel, layer: LayerInfo, step: number, applied: string, where: string): Finding {
  return finding('double-softmax', model, {
    severity: 'warning', layers: [layer], step, confidence: 0.95,
    message: `A ${applied} is applied twice: ${where}.`,
    causeId: 'double-softmax',
    cause: `The second ${applied} sees numbers from 0 to 1 only, so that it cannot come near 0 or 1, and the gradient is damped by the first one's slope.`,
    evidence: { applied },
  });
}
