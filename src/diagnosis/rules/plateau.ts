import { formatNumber } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import { chanceLoss, dataLoss, progress } from '../lossLevel.js';
import { median } from '../numbers.js';
import { finding, type Rule } from '../rule.js';
import type { TrainedModel } from '../trainedModel.js';

/** Steps in which a sound net moves its loss. */
const MIN_STEPS = 100;
/** A loss above this share of its start has not moved ... */
const UNMOVED = 0.98;
/** ... nor has one that never went below this share of the best constant guess. */
const CHANCE = 0.97;

/**
 * A loss that does not move.
 *
 * Formula: after 100 steps or more, the median loss of the latest fifth is above 98 % of that of the first, or (where the
 * targets are known) above 97 % of what the best constant guess costs, and it is not about to fall: the latest fifth is
 * no lower than the one before by more than 1 %. A warning, as far as nothing else explains it. Targets that do not
 * depend on the inputs look the same. Losses are compared where they can be: see `progress`.
 * Source: Zhang et al. 2021 (AUTOTRAINER, "slow convergence"); Schoop et al. 2021 (UMLAUT).
 * Healthy: a loss that falls, slowly or fast.
 */
export const plateau: Rule = {
  id: 'plateau',
  find(model: TrainedModel): Finding[] {
    const came = progress(model);
    if (came === null || came.steps < MIN_STEPS || model.dataKind === 'synthetic') return [];
    const fifth = Math.floor(model.steps.length / 5);
    const level = (from: number): number => median(model.steps.slice(from, from + fifth).map((step) => dataLoss(model, step)));
    const [first, before, latest] = [level(0), level(model.steps.length - 2 * fifth), level(model.steps.length - fifth)];
    const chance = chanceLoss(model);
    const unmoved = latest > UNMOVED * first && latest > UNMOVED * came.first;
    const atChance = chance !== null && latest > CHANCE * chance && latest < 1.5 * chance;
    if ((!unmoved && !atChance) || latest < 0.99 * before) return [];
    return [finding('plateau', model, {
      severity: 'warning', layers: [], step: model.steps[0], confidence: 0.75,
      message: unmoved
        ? `The loss has not moved in ${came.steps} steps: ${formatNumber(latest)} at the end, ${formatNumber(first)} at the start.`
        : `The loss stands at ${formatNumber(latest)}, which is what the best constant guess costs (${formatNumber(chance ?? 0)}): after ${came.steps} steps the model does no better than that.`,
      causeId: 'unknown',
      cause: 'No other finding explains it; the targets may not depend on the inputs, or the learning rate may be far from what the model needs.',
      evidence: { firstLoss: first, latestLoss: latest, ...(chance === null ? {} : { chanceLoss: chance }) },
    })];
  },
};
