import { formatNumber } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { chanceLoss, progress } from '../lossLevel.js';
import { median } from '../numbers.js';
import { finding, type Rule } from '../rule.js';
import { LATEST_STEPS } from '../sustained.js';
import type { TrainedModel } from '../trainedModel.js';

/** Steps before which a small start can still look like a constant. */
const MIN_STEPS = 50;
/** Deviation over the batch, as a share of the targets', below which an output is the same for every input. */
const CONSTANT = 1e-3;
/** A loss below this share of the best constant guess was not made by a constant. */
const CHANCE = 0.9;

/**
 * An output that does not depend on the input.
 *
 * Formula: mean over units of the output's standard deviation over the batch (`activationBatchStd`), at the median of the
 * latest 20 steps, below a thousandth of the targets' (of 1 where those are not known), after 50 steps or more, with a
 * loss that did not fall below 90 % of its start or of the best constant guess. A warning.
 * Source: Wardat et al. 2022 (DeepDiagnosis); Schoop et al. 2021 (UMLAUT).
 * Healthy: outputs that vary with the input about as much as the targets do.
 */
export const constantOutput: Rule = {
  id: 'constant-output',
  find(model: TrainedModel): Finding[] {
    if (model.dataKind === 'synthetic' || model.steps.length < MIN_STEPS) return [];
    const came = progress(model);
    const chance = chanceLoss(model);
    if (came === null || came.latest < CHANCE * (chance ?? came.first)) return [];
    const found = model.outputs.map((layer) => ({ layer, spread: spreadOf(model, layer) })).find(({ spread }) => spread !== null);
    if (!found) return [];
    const { layer, spread } = found;
    return [finding('constant-output', model, {
      severity: 'warning', layers: [layer], step: model.steps.at(-LATEST_STEPS) ?? model.steps[0], confidence: 0.85,
      message: `${layer.name} gives all inputs of a batch nearly the same output: it varied by ${formatNumber(spread ?? 0)} over the latest batches.`,
      causeId: 'unknown',
      cause: 'What comes in does not reach the output: the layers between pass on too little of it, or the bias alone was learned.',
      evidence: { batchStd: spread ?? 0 },
    })];
  },
};

/** The deviation of a constant output, or null where it varies. */
function spreadOf(model: TrainedModel, layer: LayerInfo): number | null {
  const latest = model.steps.slice(-LATEST_STEPS);
  const batchStd = median(model.series(layer, 'activationBatchStd', latest).filter(Number.isFinite));
  const targets = model.inspections.flatMap((inspection) => inspection.targets.map(({ std }) => std));
  const targetStd = targets.length > 0 ? Math.max(...targets) : 1;
  const examples = model.inspections.at(-1)?.inputs[0]?.shape[0] ?? 2;
  return examples >= 2 && targetStd > 0 && batchStd < CONSTANT * targetStd ? batchStd : null;
}
