/** A sound classifier's numbers; each test of a rule changes one thing. */
import type { LayerInfo } from '../../../../src/shared/run.js';
import { inspection, layer, tensor, type Row, type RunParts } from '../syntheticRun.js';

export const hidden = layer('hidden', 0, { inbound: [] });
export const output = layer('output', 1, { activation: 'softmax', outputShape: [null, 4], inbound: ['hidden'] });

/** Labels of four classes alike: a constant guess costs log 4. */
export const labels = tensor({ shape: [32, 4], mean: 0.25, std: 0.43, min: 0, max: 1, kind: 'binary', rowsSumToOne: true, labelEntropy: Math.log(4) });
/** Standardized targets of a regression: a constant guess costs 1. */
export const targets = tensor({ shape: [32, 1] });

export const soundRow: Row = {
  activationMean: 0.4, activationStd: 0.6, activationRms: 0.7, activationBatchStd: 0.4, silentFraction: 0.05, deadFraction: 0.05, saturatedFraction: 0,
  activationSlope: 0.9, outputGradientRms: 0.01, outputGradientNorm: 0.3, weightGradientNorm: 0.5, weightNorm: 8, updateNorm: 0.008, updateToWeightRatio: 1e-3,
};

export function steps(count: number, value: (step: number) => number): number[] {
  return Array.from({ length: count }, (_, step) => value(step));
}

/** Its loss falls from chance to a tenth of it in 200 steps; `row` changes numbers of a layer. */
export function net(more: Partial<Omit<RunParts, 'row'>> & { row?: (one: LayerInfo, step: number) => Row } = {}): RunParts {
  const { row, ...rest } = more;
  return {
    layers: [hidden, output], loss: steps(200, (step) => 1.5 * Math.exp(-step / 80)), inspections: [inspection({ targets: [labels] })],
    ...rest, row: (one, step) => ({ ...soundRow, ...row?.(one, step) }),
  };
}
