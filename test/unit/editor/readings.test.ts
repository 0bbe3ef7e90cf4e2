import { describe, expect, it } from 'vitest';
import { gradientReading, gradientText, verdictText } from '../../../src/editor/readings.js';
import type { FindingView } from '../../../src/shared/panelProtocol.js';
import type { LayerInfo, RunData } from '../../../src/shared/run.js';

function layer(id: string, trainable = true): LayerInfo {
  return {
    id, name: id, className: 'Dense', activation: null, kernelInitializer: null, depth: 0, model: null, parent: null, recurrent: null, calls: 1,
    outputShape: null, weights: trainable ? [{ name: 'kernel', shape: [2, 2], trainable }] : [], inbound: [], site: null, callers: [],
  };
}

/** A run with one number per layer and step; undefined: the step did not touch the layer. */
function run(series: Record<string, (number | undefined)[]>): RunData {
  const stepCount = Math.max(...Object.values(series).map((values) => values.length));
  return {
    layers: [], models: [], stepCount, dataKind: 'program', firstNonFinite: null, inspections: [],
    loss: () => undefined, regularizationLoss: () => undefined, modelsOf: () => [], hiddenGradient: () => undefined,
    value: (id, statistic, step) => (statistic === 'weightGradientNorm' ? series[id]?.[step] : undefined),
  };
}

function finding(
  rule: FindingView['rule'], severity: FindingView['severity'], layers: string[], consequences: FindingView['consequences'] = [],
): FindingView {
  return { rule, severity, layers, step: 0, stepsSeen: 1, confidence: 1, message: '', cause: '', evidence: {}, consequences, remedies: [] };
}

describe('the gradient above a layer\'s line', () => {
  it('is the median of the last captured steps', () => {
    const noisy = [100, ...Array.from({ length: 9 }, () => 0.032), 5000];
    expect(gradientText(run({ a: noisy }), [layer('a')])).toBe('∇ 0.032');
  });

  it('skips the steps that did not touch the layer', () => {
    expect(gradientReading(run({ a: [7, undefined, undefined] }), layer('a'))).toBe(7);
    expect(gradientText(run({ a: [undefined] }), [layer('a')])).toBe('∇ –');
  });

  it('is NaN as soon as one of those steps is not finite', () => {
    expect(gradientText(run({ a: [1, 1, Infinity] }), [layer('a')])).toBe('∇ NaN');
  });

  it('is a range, with a count, where one line makes many layers', () => {
    const data = run({ a: [1.1e-9], b: [0.032], c: [0.001] });
    expect(gradientText(data, [layer('a'), layer('b'), layer('c')])).toBe('3 layers · ∇ 1.1e-9 … 0.032');
  });
});

describe('the verdict above a layer\'s line', () => {
  it('is empty where nothing is wrong', () => {
    expect(verdictText([finding('dead-relu', 'warning', ['other'])], [layer('a')])).toBe('');
  });

  it('names the most severe finding', () => {
    const findings = [finding('dead-relu', 'warning', ['a']), finding('non-finite', 'error', ['a'])];
    expect(verdictText(findings, [layer('a')])).toBe('not finite since step 0');
  });

  it('names a consequence by its own rule', () => {
    const findings = [finding('saturation', 'warning', ['b'], [{ rule: 'vanishing-gradient', layers: ['a'], step: 3 }])];
    expect(verdictText(findings, [layer('a')])).toBe('vanishing');
    expect(verdictText(findings, [layer('b')])).toBe('saturated');
  });

  it('counts the layers it holds for, where a line makes several', () => {
    const findings = [finding('vanishing-gradient', 'error', ['a', 'b'])];
    expect(verdictText(findings, ['a', 'b', 'c'].map((id) => layer(id)))).toBe('2 of 3 vanishing');
    expect(verdictText(findings, ['a', 'b'].map((id) => layer(id)))).toBe('vanishing');
  });
});
