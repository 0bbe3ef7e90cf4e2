import { formatNumber } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import { findGrowth } from '../growth.js';
import { firstInspection } from '../lossLevel.js';
import { finding, learningRateNote, type Rule } from '../rule.js';
import type { TrainedModel } from '../trainedModel.js';

/**
 * A loss that sums over the batch: its gradient, and with it every step, is as many times longer as there are examples.
 *
 * Formula: the outermost reduction of the loss on the tape is a sum over two examples or more. A warning where training
 * then diverged, else only information: with a learning rate chosen for it, a sum is sound.
 * Source: Goyal et al. 2017, "Accurate, large minibatch SGD", section 2 (loss averaged over the minibatch).
 * Healthy: a mean, or a sum with a learning rate that is as many times smaller.
 */
export const lossReduction: Rule = {
  id: 'loss-reduction',
  find(model: TrainedModel): Finding[] {
    const inspection = firstInspection(model);
    const examples = inspection?.inputs[0]?.shape[0] ?? inspection?.targets[0]?.shape[0];
    if (inspection?.reduction !== 'sum' || examples === undefined || examples < 2) return [];
    const diverged = findGrowth(model) !== null || model.steps.some((step) => !Number.isFinite(model.loss(step)));
    return [finding('loss-reduction', model, {
      severity: diverged ? 'warning' : 'info', layers: [], step: inspection.step, confidence: diverged ? 0.85 : 0.6,
      message: `The loss is a sum over ${examples} examples, which makes its gradient ${examples} times that of their mean${learningRateNote(model)}.`,
      causeId: 'loss-reduction',
      cause: diverged
        ? `The steps are too long: the loss was ${formatNumber(model.loss(model.steps[0]) ?? Number.NaN)} at step ${model.steps[0]} and is ${formatNumber(model.loss(model.steps.at(-1) ?? 0) ?? Number.NaN)} now.`
        : 'tf.mean in place of tf.sum makes the learning rate independent of the batch size.',
      evidence: { examples },
    })];
  },
};
