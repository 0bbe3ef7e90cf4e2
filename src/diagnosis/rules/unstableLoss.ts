import { formatNumber, formatShare } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import { dataLoss, progress } from '../lossLevel.js';
import { median } from '../numbers.js';
import { finding, learningRateNote, type Rule } from '../rule.js';
import type { TrainedModel } from '../trainedModel.js';

/** Steps from which the second half of a run says something of its stability. */
const MIN_STEPS = 40;
/** A loss this many times the first one is a jump: an untrained model does better. */
const JUMP = 2;
/** Share of the later steps that may jump. */
const OFTEN = 0.1;
/** A loss that ends this much above its start has grown. */
const GREW = 1.5;

/**
 * A loss that jumps above where it began, again and again, or that grows.
 *
 * Formula: in the second half of at least 40 steps, a tenth of the losses are more than twice the first one; or the median
 * of the latest 20 is more than 1.5 times it. A warning. Losses of single examples scatter by themselves, so that batches
 * of fewer than four are not judged.
 * Source: Zhang et al. 2021 (AUTOTRAINER, "oscillating loss"); Cohen et al. 2021 (edge of stability).
 * Healthy: a loss that falls with noise, and now and then has a spike.
 */
export const unstableLoss: Rule = {
  id: 'unstable-loss',
  find(model: TrainedModel): Finding[] {
    const came = progress(model);
    const examples = model.inspections.at(0)?.inputs[0]?.shape[0] ?? 4;
    if (came === null || came.steps < MIN_STEPS || examples < 4 || model.dataKind === 'synthetic') return [];
    const later = model.steps.slice(model.steps.length >> 1);
    const jumps = later.filter((step) => dataLoss(model, step) > JUMP * came.first);
    const often = jumps.length >= OFTEN * later.length;
    const grew = came.share > GREW;
    if (!often && !grew) return [];
    const worst = Math.max(...later.map((step) => dataLoss(model, step)));
    return [finding('unstable-loss', model, {
      severity: 'warning', layers: [], step: jumps[0] ?? later[0], confidence: 0.8,
      message: often
        ? `The loss jumps: ${formatShare(jumps.length / later.length)} of the later steps are above twice the first loss (${formatNumber(came.first)}), the highest at ${formatNumber(worst)}.`
        : `The loss grows: ${formatNumber(median(later.map((step) => dataLoss(model, step))))} in the second half, from ${formatNumber(came.first)} at the start.`,
      causeId: 'learning-rate',
      cause: `The steps are too long${learningRateNote(model)}, or the batches too different from each other.`,
      evidence: { jumpShare: jumps.length / later.length, lossShare: came.share, highestLoss: worst },
    })];
  },
};
