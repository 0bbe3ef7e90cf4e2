import { formatNumber, formatShare } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import { dataLoss, progress } from '../lossLevel.js';
import { maximum, median } from '../numbers.js';
import { finding, learningRateNote, type Rule } from '../rule.js';
import type { TrainedModel } from '../trainedModel.js';

/** Steps from which the second half of a run says something of its stability. */
const MIN_STEPS = 60;
/** Steps at the start that show how much batches differ from each other. */
const START = 10;
/** A loss this many times the highest of those is a jump: the untrained model does better on every batch. */
const JUMP = 2;
/** Share of the later steps that may jump. */
const OFTEN = 0.1;
/** A loss whose median ends this much above that of the start, and above the highest there, has grown. */
const GREW = 1.5;

/**
 * A loss that jumps above where it began, again and again, or that grows.
 *
 * Formula: in the second half of at least 60 steps, a tenth of the losses are more than twice the highest of the first 10;
 * or the median of the latest 20 is above that and 1.5 times the median of the first 10. A warning. Losses of single examples scatter by themselves, so that batches
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
    const start = model.steps.slice(0, START).map((step) => dataLoss(model, step));
    const highest = maximum(start);
    const later = model.steps.slice(model.steps.length >> 1);
    const jumps = later.filter((step) => dataLoss(model, step) > JUMP * highest);
    const often = jumps.length >= OFTEN * later.length;
    const grew = came.latest > highest && came.latest > GREW * median(start);
    if (!often && !grew) return [];
    const worst = Math.max(...later.map((step) => dataLoss(model, step)));
    return [finding('unstable-loss', model, {
      severity: 'warning', layers: [], step: jumps[0] ?? later[0], confidence: 0.8,
      message: often
        ? `The loss jumps: ${formatShare(jumps.length / later.length)} of the later steps are above twice the highest of the first ${START} losses (${formatNumber(highest)}), up to ${formatNumber(worst)}.`
        : `The loss grows: ${formatNumber(median(later.map((step) => dataLoss(model, step))))} in the second half, from ${formatNumber(median(start))} at the start.`,
      causeId: 'learning-rate',
      cause: `The steps are too long${learningRateNote(model)}, or the batches too different from each other.`,
      evidence: { jumpShare: jumps.length / later.length, lossShare: came.share, highestLoss: worst },
    })];
  },
};
