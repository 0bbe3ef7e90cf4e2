import { formatNumber, formatShare } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import { chanceLoss, progress } from '../lossLevel.js';
import { formatFactor } from '../numbers.js';
import { finding, type Rule } from '../rule.js';
import { LATEST_STEPS } from '../sustained.js';
import { timeFlows } from '../throughTime.js';
import type { TrainedModel } from '../trainedModel.js';

/**
 * What a float32 keeps of a sum: a part that is 2^-24 times the largest is lost by rounding. So little is left of the
 * start of a sequence in the weights' gradient, which is the sum over all time steps.
 */
const LOST = -24;
/** A loss above this share of its start and of the best constant guess shows that what was lost may be needed. */
const STANDS = 0.9;

/**
 * A recurrent layer through which the start of a sequence cannot be learned: the gradient fades from time step to time step.
 *
 * Formula: gradient of the loss with respect to the first hidden state over that with respect to the last one that it
 * depends on, RMS over batch and units, below 2^-24 (the resolution of float32) over at least 8 time steps, at the median
 * of the first 3 training steps or of the latest 20. A warning where the loss still stands after 20 steps (above 90 % of
 * its start, and of the best constant guess), else information: many tasks need the latest inputs only.
 * Source: Bengio, Simard and Frasconi 1994; Pascanu, Mikolov and Bengio 2013; Hochreiter and Schmidhuber 1997.
 * Healthy: an LSTM with forget bias 1 keeps 0.73 a time step (1e-7 over 50); what counts is whether the loss falls.
 */
export const vanishingThroughTime: Rule = {
  id: 'vanishing-through-time',
  find(model: TrainedModel): Finding[] {
    const faded = timeFlows(model).filter(({ gain }) => gain < LOST);
    if (faded.length === 0) return [];
    const worst = faded.reduce((most, flow) => (flow.gain < most.gain ? flow : most));
    const came = progress(model);
    const chance = chanceLoss(model);
    const stands = came !== null && came.steps >= LATEST_STEPS && came.share >= STANDS && (chance === null || came.latest >= STANDS * chance);
    const { layer, step, timeSteps, gain, perTimeStep } = worst;
    return [finding('vanishing-through-time', model, {
      severity: stands ? 'warning' : 'info', layers: faded.map((flow) => flow.layer), step, confidence: stands ? 0.8 : 0.6,
      message: `The gradient at ${layer.name}'s first hidden state is ${formatFactor(2 ** -gain)} smaller than at its last: it fades over ${timeSteps} time steps.`,
      causeId: 'recurrence',
      cause: `Each time step keeps ${formatShare(perTimeStep)} of the gradient${came ? `, and the loss is at ${formatNumber(came.latest)}, from ${formatNumber(came.first)}` : ''}: what stands at the start of a sequence hardly counts in the gradient of the weights.`,
      evidence: { timeSteps, gainPerTimeStep: perTimeStep, attenuationLog2: -gain },
    })];
  },
};
