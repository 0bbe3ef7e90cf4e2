import { formatNumber } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import { findGrowth } from '../growth.js';
import { firstInspection, lossKind, progress } from '../lossLevel.js';
import { activationOf } from '../layerKind.js';
import { finding, type Rule } from '../rule.js';
import { LATEST_STEPS } from '../sustained.js';
import type { TrainedModel } from '../trainedModel.js';

/** Root mean square from which targets are out of reach of an output that starts near 1. */
const LARGE = 100;
/** A loss that came down below this share of its start shows that the scale did no harm. */
const LEARNED = 0.5;

/**
 * Regression targets far from unit scale, with harm to be seen: the output starts near 1 and has to grow by as much,
 * and the gradient of a squared loss is as many times larger.
 *
 * Formula: root mean square of the targets at least 100 under a squared or absolute loss with a linear output; and
 * training diverges, or the loss stays above half of its start. A warning.
 * Source: LeCun et al. 1998, "Efficient backprop", 4.5 (targets); Bishop 1995, 8.2.
 * Healthy: targets with mean 0 and deviation 1, predictions scaled back.
 */
export const targetScale: Rule = {
  id: 'target-scale',
  find(model: TrainedModel): Finding[] {
    const inspection = firstInspection(model);
    const target = inspection?.targets[0];
    const kind = lossKind(model);
    if (!target || model.dataKind === 'synthetic' || model.outputs.length !== 1) return [];
    if ((kind !== 'squared' && kind !== 'absolute') || !['linear', null].includes(activationOf(model.outputs[0]))) return [];
    const scale = Math.hypot(target.mean, target.std);
    if (scale < LARGE || !isHarmed(model)) return [];
    return [finding('target-scale', model, {
      severity: 'warning', layers: [...model.outputs], step: inspection.step, confidence: 0.85,
      message: `The targets go from ${formatNumber(target.min)} to ${formatNumber(target.max)}, while the output started at ${formatNumber(model.value(model.outputs[0], 'activationRms', model.steps[0]) ?? Number.NaN)} in root mean square.`,
      causeId: 'target-scale',
      cause: 'The output has to grow to the scale of the targets, and the gradient of the loss is as large as they are; scale the targets to deviation 1 and the predictions back.',
      evidence: { targetRms: scale, targetMin: target.min, targetMax: target.max },
    })];
  },
};

function isHarmed(model: TrainedModel): boolean {
  if (findGrowth(model) !== null || model.steps.some((step) => !Number.isFinite(model.loss(step)))) return true;
  const came = progress(model);
  return came !== null && came.steps >= LATEST_STEPS && came.share > LEARNED;
}
