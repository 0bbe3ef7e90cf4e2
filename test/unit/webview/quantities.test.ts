import { describe, expect, it } from 'vitest';
import { Group, STATISTIC_COUNT, STATISTIC_INDEX, type Statistic } from '../../../src/shared/statistics.js';
import { NON_FINITE, NOT_CAPTURED, QUANTITIES, cellOf, quantityById, type QuantityId } from '../../../webview/common/quantities.js';

function cell(id: QuantityId, captured: number, numbers: Partial<Record<Statistic, number>>): number {
  const values = new Float32Array(STATISTIC_COUNT);
  for (const [name, value] of Object.entries(numbers)) values[STATISTIC_INDEX[name as Statistic]] = value;
  return cellOf(quantityById(id), captured, values, 0);
}

const ALL = Group.Activation | Group.OutputGradient | Group.WeightGradient | Group.Update;

describe('cells', () => {
  it('are the statistic itself', () => {
    expect(cell('outputGradientRms', ALL, { outputGradientRms: 0.25 })).toBe(0.25);
    expect(cell('saturatedFraction', ALL, { saturatedFraction: 0.5 })).toBe(0.5);
    expect(cell('activationStd', ALL, {})).toBe(0);
  });

  it('are not captured where the statistic’s own group was not', () => {
    expect(cell('outputGradientRms', Group.Activation, { outputGradientRms: 0.25 })).toBe(NOT_CAPTURED);
    expect(cell('weightGradientNorm', 0, { weightGradientNorm: 1 })).toBe(NOT_CAPTURED);
  });

  it('are non-finite when any element was, also where the share is a number', () => {
    expect(cell('outputGradientRms', ALL, { outputGradientRms: NaN })).toBe(NON_FINITE);
    expect(cell('deadFraction', ALL, { deadFraction: 0.5, activationNonFinite: 1 })).toBe(NON_FINITE);
    expect(cell('nonFinite', ALL, { weightGradientNonFinite: 2 })).toBe(NON_FINITE);
    expect(cell('nonFinite', Group.Activation, { weightGradientNonFinite: 2 })).toBe(0);
  });

  it('are large, not non-finite, where weights start at 0 and the update ratio has no value', () => {
    const ratio = cell('updateToWeightRatio', ALL, { updateToWeightRatio: Infinity, weightNorm: 0, updateNorm: 0.1 });
    expect(Number.isFinite(ratio)).toBe(true);
    expect(ratio).toBeGreaterThan(1e30);
    expect(cell('updateToWeightRatio', ALL, { updateToWeightRatio: NaN, weightNorm: 0, updateNorm: 0 })).toBe(0);
    expect(cell('updateToWeightRatio', ALL, { updateToWeightRatio: NaN, weightNorm: NaN, updateNorm: 1 })).toBe(NON_FINITE);
  });

  it('order so that the larger of two is the one that must be seen', () => {
    expect(NOT_CAPTURED).toBeLessThan(0);
    expect(NON_FINITE).toBeGreaterThan(3.4e38);
    expect(QUANTITIES).toHaveLength(7);
  });
});
