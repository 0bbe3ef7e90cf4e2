import { formatNumber } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import { dataLoss, firstInspection, progress } from '../lossLevel.js';
import { median } from '../numbers.js';
import { finding, type Rule } from '../rule.js';
import type { TrainedModel } from '../trainedModel.js';

/** Batches of fewer examples are judged. */
const SMALL = 4;
const MIN_STEPS = 100;
/** A loss still above this share of its start after so many steps. */
const HIGH = 0.9;
/** Scatter of the loss from step to step, as a share of its median: gradients of single examples point anywhere. */
const NOISY = 1;

/**
 * Batches so small that the noise of single examples drowns what they have in common.
 *
 * Formula: fewer than four examples a batch, a loss that scatters from step to step by its own size (median distance of
 * neighbours over the median), and that after 100 steps is still above 90 % of its start. A warning. Small batches that
 * learn are no fault.
 * Source: McCandlish et al. 2018, "An empirical model of large-batch training" (gradient noise scale); Masters and
 * Luschi 2018 for what small batches are good for.
 * Healthy: any batch size with a loss that falls.
 */
export const batchSize: Rule = {
  id: 'batch-size',
  find(model: TrainedModel): Finding[] {
    const inspection = firstInspection(model);
    const examples = inspection?.inputs[0]?.shape[0];
    const came = progress(model);
    if (examples === undefined || examples >= SMALL || came === null || came.steps < MIN_STEPS || came.share < HIGH) return [];
    const losses = model.steps.map((step) => dataLoss(model, step));
    const scatter = median(losses.slice(1).map((loss, i) => Math.abs(loss - losses[i]))) / median(losses);
    if (!(scatter >= NOISY)) return [];
    return [finding('batch-size', model, {
      severity: 'warning', layers: [], step: inspection?.step ?? 0, confidence: 0.6,
      message: `Batches of ${examples} make the loss jump by ${formatNumber(scatter)} times its size from step to step, and it has not come down in ${came.steps} steps.`,
      causeId: 'batch-size',
      cause: 'The gradient of so few examples is mostly noise; larger batches average it out.',
      evidence: { examples, scatter, lossShare: came.share },
    })];
  },
};
