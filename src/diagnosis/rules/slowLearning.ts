import { formatNumber, formatShare } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import { chanceLoss, dataLoss, progress } from '../lossLevel.js';
import { median } from '../numbers.js';
import { finding, type Rule } from '../rule.js';
import type { TrainedModel } from '../trainedModel.js';

/** Steps after which a net that learns has left the level of a constant guess behind. */
const MIN_STEPS = 200;
/** A loss still above this share of its start, and of a constant guess, after so many steps is slow. */
const HIGH = 0.9;

/**
 * A loss that falls, but so slowly that next to nothing is learned.
 *
 * Formula: after 200 steps or more, the median loss of the latest fifth is between 90 and 98 % of that of the first one,
 * falls from fifth to fifth, and is above 90 % of what the best constant guess costs (where that is known). A warning.
 * Source: Zhang et al. 2021 (AUTOTRAINER, "slow convergence").
 * Healthy: a loss that has left the level of a constant guess behind by then.
 */
export const slowLearning: Rule = {
  id: 'slow-learning',
  find(model: TrainedModel): Finding[] {
    const came = progress(model);
    if (came === null || came.steps < MIN_STEPS || model.dataKind === 'synthetic') return [];
    const fifth = Math.floor(model.steps.length / 5);
    const levels = [0, 1, 2, 3, 4].map((part) => median(model.steps.slice(part * fifth, (part + 1) * fifth).map((step) => dataLoss(model, step))));
    const latest = levels[4];
    const chance = chanceLoss(model);
    const falls = levels.every((level, i) => i === 0 || level <= levels[i - 1]);
    if (!falls || latest < HIGH * levels[0] || latest > 0.98 * levels[0] || (chance !== null && latest < HIGH * chance)) return [];
    return [finding('slow-learning', model, {
      severity: 'warning', layers: [], step: model.steps[0], confidence: 0.7,
      message: `The loss falls, but slowly: after ${came.steps} steps it is at ${formatShare(latest / levels[0])} of its start (${formatNumber(levels[0])} to ${formatNumber(latest)}).`,
      causeId: 'unknown',
      cause: 'No other finding explains it; a higher learning rate, or another optimizer, may be what it needs.',
      evidence: { firstLoss: levels[0], latestLoss: latest },
    })];
  },
};
