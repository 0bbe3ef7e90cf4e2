import { formatNumber, formatShare } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import { chanceLoss, progress } from '../lossLevel.js';
import { maximum, median } from '../numbers.js';
import { finding, type Rule } from '../rule.js';
import { INITIAL_STEPS, LATEST_STEPS } from '../sustained.js';
import type { TrainedModel } from '../trainedModel.js';

/** Penalties this many times the data's part of the first loss make the optimizer work for them first. */
const OUTWEIGHED = 2;
/** Share of the loss that they still are: what is left after the weights have been pulled down as far as they go. */
const STILL = 0.5;
/** Share of the loss that penalties were at some step, where the data has been given up for them ... */
const MATTERED = 0.25;
/** ... which a data loss above this share of the best constant guess shows. */
const UNLEARNED = 0.85;

/**
 * Penalties on weights that outweigh the data: the weights go to zero, and what they knew with them.
 *
 * Formula, after 20 steps or more: penalties were at least twice the data's part of the loss at the start and are at
 * least half of the whole loss still; or they once were a quarter of the loss, and the data's part is above 85 % of what
 * the best constant guess costs. A warning.
 * Source: Goodfellow et al. 2016, 7.1; Nikanjam et al. 2022 (TheDeepChecker).
 * Healthy: penalties below the data's part of the loss at the start; they may be all that is left when the data is fitted.
 */
export const overRegularization: Rule = {
  id: 'over-regularization',
  find(model: TrainedModel): Finding[] {
    const came = progress(model);
    if (came === null || came.steps < LATEST_STEPS) return [];
    const shares = model.steps.map((step) => model.regularizationLoss(step) / (model.loss(step) ?? Number.NaN));
    const penalties = (steps: readonly number[]): number => median(steps.map((step) => model.regularizationLoss(step)));
    const first = penalties(model.steps.slice(0, INITIAL_STEPS)) / came.first;
    const share = median(shares.slice(-LATEST_STEPS));
    const chance = chanceLoss(model);
    const outweighs = first >= OUTWEIGHED && share >= STILL;
    const givenUp = chance !== null && came.latest >= UNLEARNED * chance && maximum(shares.filter(Number.isFinite)) >= MATTERED;
    if (!outweighs && !givenUp) return [];
    return [finding('over-regularization', model, {
      severity: 'warning', layers: [...model.trained], step: model.steps[0], confidence: 0.85,
      message: `Penalties on the weights are ${formatNumber(first)} times the data's part of the loss at the start and ${formatShare(share)} of the whole loss now, while the data's part went from ${formatNumber(came.first)} to ${formatNumber(came.latest)}.`,
      causeId: 'regularization',
      cause: 'The regularizers pull the weights to zero harder than the data pulls them away; divide their factor by 10 or more.',
      evidence: { penaltyToData: first, penaltyShare: share, firstDataLoss: came.first, dataLoss: came.latest },
    })];
  },
};
