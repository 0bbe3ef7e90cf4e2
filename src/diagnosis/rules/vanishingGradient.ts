import type { Finding } from '../../shared/report.js';
import { attributeShrinkage } from '../attribution.js';
import { flowsOf, gainLimit } from '../flow.js';
import { formatFactor } from '../numbers.js';
import { finding, type Rule } from '../rule.js';
import { sustained } from '../sustained.js';
import type { TrainedModel } from '../trainedModel.js';

/**
 * A usual update changes weights by 1e-3 of their size; float32 keeps 2^-24 of it. A layer whose gradient is smaller
 * than others' by more than the quotient (16,777) is moved by plain gradient descent no more than rounding moves it.
 */
const ROUNDING_FACTOR = 1e-3 * 2 ** 24;

/**
 * Gradients fade on their way back to the first layers.
 *
 * Formula: A = |dL/da_last| / (|dL/da_first| * f'(z_first)), L2 norms over the batch, last and first hidden layer with
 * weights; layers that rescale by design (normalization, pooling) do not count as shrinking. Warns when
 * A > 100 * exp(2 s), s the spread that random weights of these widths make by chance; an error beyond 16,777.
 * Source: Hochreiter 1991; Bengio, Simard and Frasconi 1994; Glorot and Bengio 2010; He et al. 2015; Hanin and Nica 2018.
 * Told from the first steps, or when it holds at the median of the latest 20. It needs three hidden layers with weights.
 * Healthy: A between 0.1 and 60 at any depth. It looks at dL/d(output), because with equal widths and weights that are
 * too small forward and backward shrinkage cancel in the gradients of the weights, which are then all equally tiny.
 */
export const vanishingGradient: Rule = {
  id: 'vanishing-gradient',
  find(model: TrainedModel): Finding[] {
    const flows = flowsOf(model).filter((flow) => !flow.cut);
    const seen = sustained(flows, (flow) => -flow.shrinkage - gainLimit(flow));
    if (seen === null) return [];
    const flow = seen.initial ? seen.onset : seen.typical;
    const { first, last } = flow;
    const ratio = flow.lastNorm / flow.firstNorm;
    const attribution = attributeShrinkage(model, flow);
    const total = Math.exp(-flow.shrinkage);
    const smaller = flow.firstNorm === 0 ? 'exactly 0' : `${formatFactor(ratio)} smaller than ${last.name}'s`;
    return [finding('vanishing-gradient', model, {
      severity: total > ROUNDING_FACTOR ? 'error' : 'warning',
      layers: model.trained.filter((layer) => !model.isOutput(layer)).slice(0, Math.ceil(flow.depth / 2)),
      step: seen.onset.step,
      confidence: Math.min(0.99, 0.8 + 0.05 * Math.log10(total / 100)),
      message: `${first.name}'s gradients are ${smaller} at step ${flow.step}: they fade from layer to layer on the way back.`,
      causeId: attribution.causeId,
      cause: attribution.cause,
      evidence: {
        ratio, attenuation: total, firstNorm: flow.firstNorm, lastNorm: flow.lastNorm, firstRms: flow.firstRms, lastRms: flow.lastRms,
        firstActivationRms: flow.firstActivation, lastActivationRms: flow.lastActivation, depth: flow.depth,
        first: first.id, last: last.id, limit: Math.exp(gainLimit(flow)), ...attribution.evidence,
      },
    })];
  },
};
