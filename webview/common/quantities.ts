/** What the heatmap and the flow plot can show of a layer at a step. */
import { Group, STATISTIC_INDEX, type Statistic } from '../../src/shared/statistics.js';

export type QuantityId =
  | 'outputGradientRms' | 'weightGradientNorm' | 'updateToWeightRatio' | 'activationStd'
  | 'deadFraction' | 'saturatedFraction' | 'nonFinite';

export interface Quantity {
  id: QuantityId;
  label: string;
  /** One sentence for people who do not know the term. */
  explanation: string;
  /** How it is coloured: magnitudes and ratios over log10, shares and presence from 0 to 1. */
  scale: 'magnitude' | 'ratio' | 'share' | 'presence';
  /** The presence bits without which it is not captured; any of them suffices. */
  groups: number;
}

export const QUANTITIES: readonly Quantity[] = [
  {
    id: 'outputGradientRms', label: 'Output gradient RMS', scale: 'magnitude', groups: Group.OutputGradient,
    explanation: 'Root mean square of the gradient of the loss with respect to the layer’s output.',
  },
  {
    id: 'weightGradientNorm', label: 'Weight gradient norm', scale: 'magnitude', groups: Group.WeightGradient,
    explanation: 'L2 norm of the gradient of the loss with respect to all trainable weights of the layer.',
  },
  {
    id: 'updateToWeightRatio', label: 'Update-to-weight ratio', scale: 'ratio', groups: Group.Update,
    explanation: 'Norm of what the optimizer added to the weights over the norm of the weights; about 1e-3 is healthy.',
  },
  {
    id: 'activationStd', label: 'Activation std', scale: 'magnitude', groups: Group.Activation,
    explanation: 'Standard deviation of the layer’s output over all its elements.',
  },
  {
    id: 'deadFraction', label: 'Dead share', scale: 'share', groups: Group.Activation,
    explanation: 'Share of units that were 0 on every batch of the last 20 steps.',
  },
  {
    id: 'saturatedFraction', label: 'Saturated share', scale: 'share', groups: Group.Activation,
    explanation: 'Share of outputs where the activation’s slope is below 1 % of its maximum.',
  },
  {
    id: 'nonFinite', label: 'NaN and infinity', scale: 'presence',
    groups: Group.Activation | Group.OutputGradient | Group.WeightGradient | Group.Update,
    explanation: 'Whether any output, gradient or weight of the layer held a NaN or an infinity.',
  },
];

export function quantityById(id: QuantityId): Quantity {
  return QUANTITIES.find((quantity) => quantity.id === id)!;
}

/** Cells are numbers >= 0, or one of these. Ordered so that the larger of two cells is the one that must be seen. */
export const NOT_CAPTURED = -1;
export const NON_FINITE = Infinity;

/** An infinite update ratio because the weights are 0: large, but no number of the run was infinite. */
const BEYOND_SCALE = 3e38;

const COUNTERS: readonly (readonly [Group, number])[] = [
  [Group.Activation, STATISTIC_INDEX.activationNonFinite],
  [Group.OutputGradient, STATISTIC_INDEX.outputGradientNonFinite],
  [Group.WeightGradient, STATISTIC_INDEX.weightGradientNonFinite],
  [Group.Update, STATISTIC_INDEX.updateNonFinite],
];

/** Whether any tensor of the row, in the groups of `mask` that were captured, held a NaN or an infinity. */
export function hasNonFinite(captured: number, values: Float32Array, offset: number, mask: number): boolean {
  for (const [group, index] of COUNTERS) {
    if ((captured & mask & group) !== 0 && values[offset + index]! > 0) return true;
  }
  return false;
}

/**
 * The cell of a row.
 * @param captured the row's presence mask
 * @param values holds the row's STATISTIC_COUNT statistics from `offset`
 */
export function cellOf(quantity: Quantity, captured: number, values: Float32Array, offset: number): number {
  if ((captured & quantity.groups) === 0) return NOT_CAPTURED;
  if (hasNonFinite(captured, values, offset, quantity.groups)) return NON_FINITE;
  if (quantity.id === 'nonFinite') return 0;
  const value = values[offset + STATISTIC_INDEX[quantity.id satisfies Statistic]]!;
  if (Number.isFinite(value)) return value;
  if (quantity.id === 'updateToWeightRatio') return zeroWeightRatio(values, offset);
  return NON_FINITE;
}

function zeroWeightRatio(values: Float32Array, offset: number): number {
  const weight = values[offset + STATISTIC_INDEX.weightNorm]!;
  const update = values[offset + STATISTIC_INDEX.updateNorm]!;
  if (weight !== 0 || !Number.isFinite(update)) return NON_FINITE;
  return update === 0 ? 0 : BEYOND_SCALE;
}
