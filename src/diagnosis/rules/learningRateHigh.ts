import { formatNumber, formatShare } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import { chanceLoss, progress } from '../lossLevel.js';
import { isPositive, median } from '../numbers.js';
import { finding, learningRateNote, type Rule } from '../rule.js';
import { LATEST_STEPS, LATEST_STEPS_MIN } from '../sustained.js';
import type { TrainedModel } from '../trainedModel.js';

/** Relative change of the weights per step from which ten steps make quite different weights. */
const LONG = 0.1;
/** A loss that came down below this share of its start (and of a constant guess) shows that the steps did no harm. */
const LEARNED = 0.7;

/**
 * Updates that throw the weights about: each changes them by a tenth of their size and more, and the loss does not fall.
 *
 * Formula: the update-to-weight ratio of at least half of the layers, at the median of the first 10 and of the latest 20
 * steps, is 0.1 or more, and the loss is still above 70 % of its start, or of the best constant guess. A warning.
 * Source: Karpathy 2015, CS231n, "Ratio of weights : updates" (about 1e-3 is right); Cohen et al. 2021 (edge of stability).
 * Healthy: ratios up to 0.1 in the first steps and in small nets, with a loss that falls.
 */
export const learningRateHigh: Rule = {
  id: 'learning-rate-high',
  find(model: TrainedModel): Finding[] {
    const came = progress(model);
    if (came === null || came.steps < LATEST_STEPS || model.dataKind === 'synthetic') return [];
    const chance = chanceLoss(model);
    if (came.share < LEARNED && (chance === null || came.latest < LEARNED * chance)) return [];
    const long = model.trained.filter((layer) => {
      const ratio = (steps: readonly number[]): number => median(model.series(layer, 'updateToWeightRatio', steps).filter(Number.isFinite));
      // Zero-initialized weights make an infinite ratio at the first step.
      return ratio(model.steps.slice(1, 1 + LATEST_STEPS_MIN)) >= LONG || ratio(model.steps.slice(-LATEST_STEPS)) >= LONG;
    });
    if (long.length === 0 || 2 * long.length < model.trained.length) return [];
    const ratio = median(long.map((layer) => median(model.series(layer, 'updateToWeightRatio').filter(isPositive))));
    return [finding('learning-rate-high', model, {
      severity: 'warning', layers: long, step: model.steps[0], confidence: 0.8,
      message: `Each update changes the weights by ${formatShare(ratio)} of their size, where 0.1 % is usual, and the loss is at ${formatShare(came.share)} of its start after ${came.steps} steps.`,
      causeId: 'learning-rate',
      cause: `The learning rate is too high for these weights${learningRateNote(model)}: ten such steps make quite other ones, and the loss did not come down (${formatNumber(came.latest)}, from ${formatNumber(came.first)}).`,
      evidence: { updateRatio: ratio, lossShare: came.share },
    })];
  },
};
