import { formatNumber, formatShare } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import { progress } from '../lossLevel.js';
import { isPositive, maximum, median } from '../numbers.js';
import { finding, learningRateNote, type Rule } from '../rule.js';
import { LATEST_STEPS } from '../sustained.js';
import type { TrainedModel } from '../trainedModel.js';

/** Relative change of the weights per step: a tenth of the 1e-3 that serves most nets, and less. */
const SHORT = 1e-4;
/** A loss that came down below this share of its start is being learned. */
const LEARNED = 0.3;

/**
 * Updates too short to get anywhere: the optimizer hardly moves the weights while the loss is still high.
 *
 * Formula: the update-to-weight ratio of every layer, at the median of the first 20 steps (when gradients are largest),
 * is below 1e-4, and the loss is still above 30 % of its start. A warning. Where the gradient itself vanishes, that is
 * the finding, and this its consequence.
 * Source: Karpathy 2015, CS231n, "Ratio of weights : updates" (about 1e-3 is right).
 * Healthy: ratios of 1e-4 to 1e-2 while there is something to learn, smaller ones when the loss is low.
 */
export const learningRateLow: Rule = {
  id: 'learning-rate-low',
  find(model: TrainedModel): Finding[] {
    const came = progress(model);
    if (came === null || came.steps < LATEST_STEPS || came.share < LEARNED || model.dataKind === 'synthetic') return [];
    const start = model.steps.slice(0, LATEST_STEPS);
    const ratios = model.trained
      .map((layer) => median(model.series(layer, 'updateToWeightRatio', start).filter(Number.isFinite)))
      .filter(isPositive);
    const largest = maximum(ratios);
    if (ratios.length === 0 || largest >= SHORT) return [];
    return [finding('learning-rate-low', model, {
      severity: 'warning', layers: [...model.trained], step: model.steps[0], confidence: 0.8,
      message: `The updates change the weights by ${formatNumber(largest)} of their size a step at most, where 0.001 is usual, and the loss is still at ${formatShare(came.share)} of its start after ${came.steps} steps.`,
      causeId: 'learning-rate-low',
      cause: `The learning rate is too low for these gradients${learningRateNote(model)}.`,
      evidence: { updateRatio: largest, lossShare: came.share },
    })];
  },
};
