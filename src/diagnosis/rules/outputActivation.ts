import type { Finding, Severity } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { activationOf, unitsOf } from '../layerKind.js';
import { finding, type CauseId, type Rule } from '../rule.js';
import type { TrainedModel } from '../trainedModel.js';

/** Losses of tfjs-layers that take probabilities: they clip them to 1e-7 .. 1 - 1e-7, where the gradient is 0. */
const ON_PROBABILITIES = new Set(['categoricalCrossentropy', 'sparseCategoricalCrossentropy', 'binaryCrossentropy']);

interface Misfit {
  severity: Severity;
  causeId: CauseId;
  message: string;
  cause: string;
}

/**
 * An output activation that does not go with the loss.
 *
 * Formula: softmax over one unit (constant 1: every gradient is 0), an error; a cross-entropy on probabilities over an
 * output that is none (linear, ReLU, tanh), a warning; sigmoid outputs under categorical cross-entropy, which tfjs
 * normalizes to sum 1 and which learn, information.
 * Source: Goodfellow et al. 2016, 6.2.2; TensorFlow.js 4.22, `losses.ts` of tfjs-layers.
 * Healthy: softmax with categorical, sigmoid with binary cross-entropy, linear with squared losses.
 */
export const outputActivation: Rule = {
  id: 'output-activation',
  find(model: TrainedModel): Finding[] {
    const losses = model.info?.losses ?? [];
    // What a wrapper gives out is what the layer inside of it does.
    const wrapped = new Set(model.outputs.map(({ parent }) => parent));
    for (const layer of model.outputs.filter(({ id }) => !wrapped.has(id))) {
      const misfit = misfitOf(layer, losses.length === 1 ? losses[0] : null);
      if (!misfit) continue;
      const { severity, message, cause, causeId } = misfit;
      return [finding('output-activation', model, {
        severity, layers: [layer], step: model.steps[0], confidence: 0.95, message, cause, causeId,
        evidence: { activation: activationOf(layer) ?? 'linear', loss: losses.join(', ') || 'unknown' },
      })];
    }
    return [];
  },
};

function misfitOf(layer: LayerInfo, loss: string | null): Misfit | null {
  const activation = activationOf(layer) ?? 'linear';
  if (activation === 'softmax' && unitsOf(layer) === 1) {
    return {
      severity: 'error', causeId: 'single-unit-softmax',
      message: `${layer.name} is a softmax over one unit: its output is 1 whatever comes in, and every gradient is 0.`,
      cause: 'A softmax shares out a total of 1 among its units; use sigmoid for two classes, or one unit per class.',
    };
  }
  if (loss === null || !ON_PROBABILITIES.has(loss)) return null;
  if (['linear', 'relu', 'relu6', 'tanh', 'elu', 'selu', 'leakyRelu'].includes(activation)) {
    const right = loss === 'binaryCrossentropy' ? 'sigmoid' : 'softmax';
    return {
      severity: 'warning', causeId: 'output-activation',
      message: `${layer.name} has ${activation === 'linear' ? 'no activation' : `activation ${activation}`}, but ${loss} takes probabilities.`,
      cause: `Outputs outside of 0 to 1 are clipped, and there the gradient is 0; ${right} makes probabilities.`,
    };
  }
  if (activation === 'sigmoid' && loss !== 'binaryCrossentropy') {
    return {
      severity: 'info', causeId: 'output-activation',
      message: `${layer.name} is a sigmoid under ${loss}: its outputs are divided by their sum before they are compared.`,
      cause: 'It can learn so; softmax is what the loss is made for.',
    };
  }
  return null;
}
