import { formatNumber } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import { activationOf } from '../layerKind.js';
import { firstInspection } from '../lossLevel.js';
import { finding, type Rule } from '../rule.js';
import type { TrainedModel } from '../trainedModel.js';

/** What activations can give. */
const RANGES: Record<string, readonly [low: number, high: number]> = {
  sigmoid: [0, 1], hardSigmoid: [0, 1], softmax: [0, 1], tanh: [-1, 1], softsign: [-1, 1], relu: [0, Infinity], relu6: [0, 6], softplus: [0, Infinity],
};

/** Targets may lie beyond the range by this share of their own spread: rounding, and labels that are no more than meant. */
const TOLERANCE = 0.1;

/**
 * Targets that the output activation cannot reach: the output presses against its end, where the slope is 0.
 *
 * Formula: the smallest or largest target of a batch lies outside of the activation's range by more than a tenth of the
 * targets' standard deviation. An error where their mean lies outside, else a warning.
 * Source: Goodfellow et al. 2016, 6.2.2.1 (linear units for regression).
 * Healthy: labels 0 and 1 under sigmoid and softmax, targets from -1 to 1 under tanh, a linear output for all others.
 */
export const outputRange: Rule = {
  id: 'output-range',
  find(model: TrainedModel): Finding[] {
    const inspection = firstInspection(model);
    if (model.dataKind === 'synthetic' || model.outputs.length !== 1 || inspection?.targets.length !== 1) return [];
    const [layer] = model.outputs;
    const [target] = inspection.targets;
    const activation = activationOf(layer) ?? '';
    // Class numbers are compared by index, not by value.
    if (!(activation in RANGES) || model.info?.losses.includes('sparseCategoricalCrossentropy')) return [];
    const [low, high] = RANGES[activation];
    const slack = TOLERANCE * Math.max(target.std, Number.MIN_VALUE);
    if (!(target.min < low - slack || target.max > high + slack)) return [];
    const isMeanOutside = target.mean < low || target.mean > high;
    return [finding('output-range', model, {
      severity: isMeanOutside ? 'error' : 'warning', layers: [layer], step: inspection.step, confidence: isMeanOutside ? 0.97 : 0.85,
      message: `The targets go from ${formatNumber(target.min)} to ${formatNumber(target.max)}, but ${layer.name} (${activation}) can only give ${range(low, high)}.`,
      causeId: 'output-range',
      cause: 'The output is driven to the end of its range, where its slope is 0; use a linear output, or scale the targets into the range.',
      evidence: { targetMin: target.min, targetMax: target.max, low, high },
    })];
  },
};

function range(low: number, high: number): string {
  return high === Infinity ? `numbers from ${low} on` : `numbers from ${low} to ${high}`;
}
