import type { Finding } from '../../shared/report.js';
import type { BatchTensor } from '../../shared/run.js';
import { finding, type Rule } from '../rule.js';
import type { TrainedModel } from '../trainedModel.js';

/**
 * NaN or infinity in what the program feeds its model: no weight survives the step that reads it.
 *
 * Formula: non-finite elements in the inputs or targets of a batch, looked at in each model's steps 0, 1, 2, 4, 8 ... and
 * in the step at which the run's first non-finite tensor appears. None is tolerated. Always an error.
 * Source: IEEE 754: every sum with a NaN is NaN.
 * Healthy: data without a NaN.
 */
export const dataNonFinite: Rule = {
  id: 'data-non-finite',
  find(model: TrainedModel): Finding[] {
    for (const { step, inputs, targets } of model.inspections) {
      const input = inputs.find(({ nonFinite }) => nonFinite > 0);
      const tensor = input ?? targets.find(({ nonFinite }) => nonFinite > 0);
      if (!tensor) continue;
      const what = input ? 'inputs' : 'targets';
      return [finding('data-non-finite', model, {
        severity: 'error', layers: [...model.layers.slice(0, 1)], step, confidence: 1,
        message: `The ${what} of step ${step} hold NaN or infinity: ${count(tensor)}.`,
        causeId: 'input-data',
        cause: `The program's data has missing or broken values: look where the ${what} are made, and leave those rows out or fill them in.`,
        evidence: { what, nonFiniteElements: tensor.nonFinite, shape: tensor.shape },
      })];
    }
    return [];
  },
};

function count({ nonFinite, shape }: BatchTensor): string {
  return `${nonFinite} of ${shape.reduce((product, size) => product * size, 1)} values in a batch of shape [${shape.join(', ')}]`;
}
