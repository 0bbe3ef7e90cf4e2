/** Rules on what the program feeds its model. */
import { describe, expect, it } from 'vitest';
import { dataNonFinite } from '../../../../src/diagnosis/rules/dataNonFinite.js';
import { inputScale } from '../../../../src/diagnosis/rules/inputScale.js';
import { targetScale } from '../../../../src/diagnosis/rules/targetScale.js';
import { ask, inspection, layer, model, tensor } from '../syntheticRun.js';
import { hidden, labels, net, output, steps, targets } from './soundNet.js';

const linear = layer('output', 1, { activation: 'linear', outputShape: [null, 1], inbound: ['hidden'] });
const regression = [hidden, linear];
const squared = [model('net', regression, { losses: ['meanSquaredError'] })];
const still = steps(60, () => 1.4);

describe('data-non-finite', () => {
  it('tells the batch, the tensor and how much of it is broken', () => {
    const [found] = ask(dataNonFinite, net({ inspections: [inspection(), inspection({ step: 4, inputs: [tensor({ nonFinite: 3 })], targets: [labels] })] }));
    expect(found).toMatchObject({ severity: 'error', step: 4, confidence: 1 });
    expect(found.message).toBe('The inputs of step 4 hold NaN or infinity: 3 of 256 values in a batch of shape [32, 8].');
  });

  it('tells targets, too', () => {
    const [found] = ask(dataNonFinite, net({ inspections: [inspection({ targets: [tensor({ shape: [32, 1], nonFinite: 1 })] })] }));
    expect(found.message).toMatch(/^The targets of step 0 .*: 1 of 32/);
  });

  it('is silent where all elements are finite', () => {
    expect(ask(dataNonFinite, net())).toEqual([]);
  });
});

describe('input-scale', () => {
  const fed = (input: Partial<ReturnType<typeof tensor>>, loss = still) => ask(inputScale, net({ loss, inspections: [inspection({ inputs: [tensor(input)], targets: [labels] })] }));

  it('tells large inputs under a loss that stands', () => {
    const [found] = fed({ mean: 15, std: 14, min: 0, max: 255 });
    expect(found).toMatchObject({ severity: 'warning', layers: ['hidden'] });
    expect(found.message).toContain('from 0 to 255');
  });

  it('is silent just below 20 in root mean square, and where the net copes', () => {
    expect(fed({ mean: 14, std: 14 })).toEqual([]);
    expect(fed({ mean: 90, std: 80 }, steps(60, (step) => 1.4 * 0.95 ** step))).toEqual([]);
  });

  it('tells a loss that fell far and is still above that of a constant guess after 100 steps', () => {
    const falls = (count: number, to: number) => ask(inputScale, net({
      layers: regression, models: squared, loss: steps(count, (step) => Math.max(to, 1e8 * 0.8 ** step)), inspections: [inspection({ inputs: [tensor({ mean: 0, std: 5e4 })], targets: [targets] })],
    }));
    expect(falls(120, 400)).toHaveLength(1);
    expect(falls(99, 400)).toEqual([]);
    expect(falls(120, 0.9)).toEqual([]);
  });

  it('tells columns 1,000 times apart, and is silent below', () => {
    expect(fed({ columnStd: { smallest: 0.01, largest: 10, constant: 0 } })[0].message).toContain('1000-fold');
    expect(fed({ columnStd: { smallest: 0.0101, largest: 10, constant: 0 } })).toEqual([]);
  });

  it('is silent on whole numbers that an embedding reads as names', () => {
    const layers = [layer('words', 0, { className: 'Embedding', activation: null }), output];
    expect(ask(inputScale, net({ layers, loss: still, inspections: [inspection({ inputs: [tensor({ mean: 500, std: 300, kind: 'integer' })] })] }))).toEqual([]);
  });

  it('tells a first layer that they saturate before the loss has shown anything', () => {
    const layers = [{ ...hidden, activation: 'sigmoid' }, output];
    const large = [inspection({ inputs: [tensor({ mean: 100, std: 80 })], targets: [labels] })];
    const saturated = (share: number) => ask(inputScale, net({ layers, loss: [1.4], inspections: large, row: () => ({ saturatedFraction: share }) }));
    expect(saturated(0.3)).toHaveLength(1);
    expect(saturated(0.29)).toEqual([]);
  });
});

describe('target-scale', () => {
  const aimed = (target: Partial<typeof targets>, loss: number[]) =>
    ask(targetScale, net({ layers: regression, models: squared, loss, inspections: [inspection({ targets: [{ ...targets, ...target }] })] }));

  it('tells targets of 100 and more under a loss that stands, not below', () => {
    const [found] = aimed({ mean: 80, std: 60, min: -20, max: 300 }, still);
    expect(found).toMatchObject({ severity: 'warning', layers: ['output'] });
    expect(found.message).toContain('from -20 to 300');
    expect(aimed({ mean: 79, std: 60 }, still)).toEqual([]);
  });

  it('is silent where they are learned, and before 20 steps say anything', () => {
    expect(aimed({ mean: 400, std: 100 }, steps(60, (step) => 1e5 * 0.9 ** step))).toEqual([]);
    expect(aimed({ mean: 400, std: 100 }, steps(19, () => 1e5))).toEqual([]);
  });

  it('is silent on class numbers', () => {
    const models = [model('net', [hidden, output], { losses: ['sparseCategoricalCrossentropy'] })];
    expect(ask(targetScale, net({ models, loss: still, inspections: [inspection({ targets: [tensor({ mean: 500, std: 300, kind: 'integer' })] })] }))).toEqual([]);
  });
});
