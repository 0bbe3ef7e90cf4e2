import { formatNumber, formatShare } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import { chanceLoss, dataLoss, progress } from '../lossLevel.js';
import { isPositive } from '../numbers.js';
import { finding, type Rule } from '../rule.js';
import { LATEST_STEPS } from '../sustained.js';
import type { TrainedModel } from '../trainedModel.js';

/** Share of the loss from which penalties outweigh the data. */
const OUTWEIGHED = 0.5;
/** A data loss still above this share of the best constant guess (of its start) has been given up for the penalty. */
const UNLEARNED = 0.5;

/**
 * Penalties on weights that outweigh the data: the weights go to zero, and what they knew with them.
 *
 * Formula: after 20 steps or more, penalties are at least half of the loss at the latest inspection, while the rest of
 * the loss is still above half of what the best constant guess costs (of its own start where that is not known). A warning.
 * Source: Goodfellow et al. 2016, 7.1; Nikanjam et al. 2022 (TheDeepChecker).
 * Healthy: penalties that are a small part of the loss until the data is fitted.
 */
export const overRegularization: Rule = {
  id: 'over-regularization',
  find(model: TrainedModel): Finding[] {
    const inspection = model.inspections.findLast(({ regularizationLoss }) => regularizationLoss !== null);
    if (!inspection || !isPositive(inspection.regularizationLoss ?? undefined) || model.steps.length < LATEST_STEPS) return [];
    const penalty = inspection.regularizationLoss ?? 0;
    const loss = model.loss(inspection.step) ?? Number.NaN;
    const came = progress(model);
    const share = penalty / loss;
    const level = chanceLoss(model) ?? came?.first;
    if (!(share >= OUTWEIGHED) || came === null || level === undefined || dataLoss(model, inspection.step) < UNLEARNED * level) return [];
    const layers = model.trained;
    return [finding('over-regularization', model, {
      severity: 'warning', layers: [...layers], step: inspection.step, confidence: 0.85,
      message: `${formatShare(share)} of the loss at step ${inspection.step} are penalties on the weights, while the data's part of it is ${formatNumber(came.latest)}, from ${formatNumber(came.first)} at the start.`,
      causeId: 'regularization',
      cause: 'The regularizers pull the weights to zero harder than the data pulls them away; divide their factor by 10 or more.',
      evidence: { penaltyShare: share, penalty, dataLoss: came.latest, firstDataLoss: came.first },
    })];
  },
};
