import { formatNumber } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import type { BatchTensor } from '../../shared/run.js';
import { findGrowth } from '../growth.js';
import { canSaturate } from '../layerKind.js';
import { chanceLoss, firstInspection, progress } from '../lossLevel.js';
import { finding, type Rule } from '../rule.js';
import { LATEST_STEPS } from '../sustained.js';
import type { TrainedModel } from '../trainedModel.js';

/** Root mean square from which inputs are far from unit scale: curvature grows with its square, here 400-fold. */
const LARGE = 20;
/** Columns whose deviations are this far apart need learning rates a million-fold apart. */
const UNEVEN = 1000;
/** A loss that came down below this share of its start shows that the scale did no harm. */
const LEARNED = 0.5;
/** Steps after which a model that copes is past the level of the best constant guess, wherever it started. */
const COPED_STEPS = 100;
/** Saturated share of a first layer that only large inputs explain: see the saturation rule. */
const SATURATED = 0.3;

/**
 * Inputs far from unit scale, with harm to be seen.
 *
 * Formula: sqrt(mean^2 + std^2) of a batch of real inputs is at least 20, or the deviations of two columns are 1,000
 * times apart; and the first layer saturates, training diverges, the loss stays above half of its start, or after 100 steps
 * above what the best constant guess costs (large inputs make large first outputs: from there, half is no achievement).
 * The curvature of the loss in the first layer's weights grows with the square of that scale, and the learning rate
 * that it allows shrinks as much. A warning where there is harm, else nothing: nets often cope.
 * Source: LeCun et al. 1998, "Efficient backprop", 4.3.
 * Healthy: columns with mean 0 and deviation 1, or values from 0 to 1.
 */
export const inputScale: Rule = {
  id: 'input-scale',
  find(model: TrainedModel): Finding[] {
    const inspection = firstInspection(model);
    if (!inspection || model.dataKind === 'synthetic') return [];
    const input = inspection.inputs.find((one) => isLarge(one) || isUneven(one));
    if (!input || readsIndices(model) || !isHarmed(model)) return [];
    const scale = rms(input);
    const large = isLarge(input);
    const { smallest, largest } = input.columnStd;
    return [finding('input-scale', model, {
      severity: 'warning', layers: model.layers.slice(0, 1), step: inspection.step, confidence: 0.85,
      message: large
        ? `The inputs go from ${formatNumber(input.min)} to ${formatNumber(input.max)}: ${formatNumber(scale)} in root mean square, where 1 is what initializations and learning rates are made for.`
        : `The columns of the inputs differ ${formatNumber(largest / smallest)}-fold in scale: standard deviations from ${formatNumber(smallest)} to ${formatNumber(largest)}.`,
      causeId: 'input-scale',
      cause: 'Large inputs make large pre-activations and large gradients in the first layer; subtract the mean and divide by the standard deviation of each column.',
      evidence: { inputRms: scale, inputMin: input.min, inputMax: input.max, columnStdRatio: smallest > 0 ? largest / smallest : 0 },
    })];
  },
};

function rms({ mean, std }: BatchTensor): number {
  return Math.hypot(mean, std);
}

function isLarge(input: BatchTensor): boolean {
  return rms(input) >= LARGE;
}

function isUneven({ columnStd: { smallest, largest } }: BatchTensor): boolean {
  return largest / smallest >= UNEVEN && largest >= 1;
}

/** Embeddings read whole numbers as names. */
function readsIndices(model: TrainedModel): boolean {
  return model.layers.some(({ className }) => className === 'Embedding');
}

function isHarmed(model: TrainedModel): boolean {
  const [first] = model.layers.filter(canSaturate);
  if (first && first === model.trained[0] && (model.value(first, 'saturatedFraction', model.steps[0]) ?? 0) >= SATURATED) return true;
  if (findGrowth(model) !== null || model.steps.some((step) => !Number.isFinite(model.loss(step)))) return true;
  const came = progress(model);
  if (came === null || came.steps < LATEST_STEPS) return false;
  return came.share > LEARNED || (came.steps >= COPED_STEPS && came.latest > (chanceLoss(model) ?? Infinity));
}
