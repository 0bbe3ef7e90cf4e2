import { formatNumber } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import { formatFactor } from '../numbers.js';
import { finding, type Rule } from '../rule.js';
import { timeFlows } from '../throughTime.js';
import type { TrainedModel } from '../trainedModel.js';

/** Two decades, as for the way through the layers: beyond what one learning rate serves. */
const LIMIT = Math.log2(100);
/** Growth that is exponential in time, not a task whose first inputs matter most: by a tenth a time step and more. */
const PER_TIME_STEP = 1.1;

/**
 * A recurrent layer whose gradient grows from time step to time step on its way back.
 *
 * Formula: gradient of the loss with respect to the first hidden state over that with respect to the last one that it
 * depends on, RMS over batch and units, above 100 over at least 8 time steps and by at least a tenth a time step, at the
 * median of the first 3 training steps or of the latest 20. A warning; the recurrent weights' largest eigenvalues are
 * above 1.
 * Source: Bengio, Simard and Frasconi 1994; Pascanu, Mikolov and Bengio 2013.
 * Healthy: factors of 1 and below.
 */
export const explodingThroughTime: Rule = {
  id: 'exploding-through-time',
  find(model: TrainedModel): Finding[] {
    const grown = timeFlows(model).filter(({ gain, perTimeStep }) => gain > LIMIT && perTimeStep >= PER_TIME_STEP);
    if (grown.length === 0) return [];
    const worst = grown.reduce((most, flow) => (flow.gain > most.gain ? flow : most));
    const { layer, step, timeSteps, gain, perTimeStep } = worst;
    return [finding('exploding-through-time', model, {
      severity: 'warning', layers: grown.map((flow) => flow.layer), step, confidence: 0.85,
      message: `The gradient at ${layer.name}'s first hidden state is ${formatFactor(2 ** gain)} larger than at its last: it grows over ${timeSteps} time steps.`,
      causeId: 'recurrence',
      cause: `Each time step multiplies the gradient by ${formatNumber(perTimeStep)}: the recurrent weights are too large.`,
      evidence: { timeSteps, gainPerTimeStep: perTimeStep, growthLog2: gain },
    })];
  },
};
