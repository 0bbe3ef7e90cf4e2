import type { Finding } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { hasTrainableWeights } from '../layerKind.js';
import { finding, nameLayers, type Rule } from '../rule.js';
import type { TrainedModel } from '../trainedModel.js';

/** Steps in which a trainable layer gets a gradient once, if the loss depends on it. */
const MIN_STEPS = 3;

/**
 * Weights that are meant to be trained, and are not.
 *
 * Formula: a layer whose weights are trainable and which runs in the first step, but whose weights get no gradient in 3
 * steps or more, because what stands between it and the loss was read out of a tensor, a warning. Where the program trains
 * by a list of variables of its own, the layer may have been left out on purpose, and that is information; so is a layer
 * that this program made with random weights and froze (`trainable: false`): nothing has trained it.
 * Source: TensorFlow.js, `variableGrads`; Yosinski et al. 2014 (frozen layers are for trained weights).
 * Healthy: frozen layers that were loaded, or trained by another model of the program.
 */
export const frozenWeights: Rule = {
  id: 'frozen-weights',
  find(model: TrainedModel): Finding[] {
    if (model.steps.length < MIN_STEPS) return [];
    const runs = (layer: LayerInfo): boolean => model.value(layer, 'activationRms', model.steps[0]) !== undefined;
    const trained = (layer: LayerInfo): boolean => model.steps.some((step) => model.value(layer, 'weightGradientNorm', step) !== undefined);
    // A layer that stands for another model, as a GAN's discriminator does, has its gradients in that one's steps.
    const own = (layer: LayerInfo): boolean => layer.model === null || layer.model === model.info?.id;
    const cut = model.layers.filter((layer) => layer.className !== 'Variable' && own(layer) && hasTrainableWeights(layer) && runs(layer) && !trained(layer));
    const someTrained = model.layers.some(trained);
    if (cut.length > 0 && someTrained) return [withoutGradient(model, cut)];
    const random = model.layers.filter((layer) => layer.site !== null && runs(layer) && layer.weights.some(({ name }) => name.includes('kernel')) && layer.weights.every(({ trainable }) => !trainable) && !trained(layer));
    if (random.length === 0) return [];
    return [finding('frozen-weights', model, {
      severity: 'info', layers: random, step: model.steps[0], confidence: 0.6,
      message: `${nameLayers(random)} ${random.length === 1 ? 'is' : 'are'} frozen (trainable: false) and ${random.length === 1 ? 'was' : 'were'} made by this program.`,
      causeId: 'frozen',
      cause: 'If no trained weights were put into it, it stays as it was initialized.',
      evidence: { layers: random.length },
    })];
  },
};

function withoutGradient(model: TrainedModel, layers: readonly LayerInfo[]): Finding {
  const [is, depend] = layers.length === 1 ? ['is', 'it'] : ['are', 'them'];
  const byList = !model.isFitted && model.inspections.some(({ variables }) => variables === 'listed');
  return finding('frozen-weights', model, {
    severity: byList ? 'info' : 'warning', layers, step: model.steps[0], confidence: byList ? 0.5 : 0.85,
    message: `${nameLayers(layers)} ${is} trainable but got no gradient in ${model.stepCount} steps.`,
    causeId: 'frozen',
    cause: byList
      ? `The program trains the variables of a list of its own, and the weights of ${nameLayers(layers)} are not in it.`
      : `The loss does not depend on ${depend} by anything that has a gradient: numbers that were read out of a tensor have none.`,
    evidence: { layers: layers.length },
  });
}
