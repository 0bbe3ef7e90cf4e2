/** Rules on the state that a model starts from. */
import { describe, expect, it } from 'vitest';
import { poorInitialization } from '../../../../src/diagnosis/rules/poorInitialization.js';
import { symmetry } from '../../../../src/diagnosis/rules/symmetry.js';
import type { KernelFacts } from '../../../../src/shared/run.js';
import { ask, inspection, layer, model } from '../syntheticRun.js';
import { hidden, labels, net, output, steps } from './soundNet.js';

const chance = Math.log(4);
const kernel = (more: Partial<KernelFacts> = {}): KernelFacts => ({ layer: 'hidden', mean: 0, std: Math.sqrt(2 / 100), fanIn: 100, units: 32, duplicateUnits: 0, ...more });

describe('poor-initialization', () => {
  const models = [model('net', [hidden, output], { losses: ['categoricalCrossentropy'] })];
  const drawn = (std: number, firstLoss: number, more: Parameters<typeof net>[0] = {}) =>
    ask(poorInitialization, net({ models, loss: steps(60, (step) => firstLoss * 0.97 ** step), inspections: [inspection({ targets: [labels], kernels: [kernel({ std })] })], ...more }));

  it('tells weights three times too large with a first loss five times chance', () => {
    const [found] = drawn(0.3, 5.2 * Math.log(4));
    expect(found).toMatchObject({ severity: 'warning', layers: ['hidden'] });
    expect(found.message).toContain('scales what comes in by 3');
    expect(found.cause).toContain('0.141'); // He: sqrt(2 / 100)
  });

  it('is silent just below either limit', () => {
    expect(drawn(0.299, 5.2 * Math.log(4))).toEqual([]);
    expect(drawn(0.3, 4.9 * Math.log(4))).toEqual([]);
  });

  it('is silent on He initialization with an absurd first loss: something else makes it', () => {
    expect(drawn(Math.sqrt(2 / 100), 50)).toEqual([]);
  });

  it('tells large weights that saturate their own layer, whatever the loss; large inputs are another fault', () => {
    const tanh = { ...hidden, activation: 'tanh' };
    const flat = (share: number, std: number) => drawn(std, chance, { layers: [tanh, output], models: [model('net', [tanh, output], { losses: ['categoricalCrossentropy'] })], row: () => ({ saturatedFraction: share }) });
    expect(flat(0.45, 0.5)[0].message).toContain('45 % of hidden\'s activations are saturated at step 0');
    expect(flat(0.44, 0.5)).toEqual([]);
    expect(flat(0.9, 0.1)).toEqual([]);
  });

  it('is silent where normalization divides the scale away', () => {
    const norm = layer('norm', 1, { className: 'BatchNormalization', activation: null });
    const layers = [hidden, norm, { ...output, depth: 2 }];
    expect(drawn(1, 50, { layers, models: [model('net', layers, { losses: ['categoricalCrossentropy'] })] })).toEqual([]);
  });
});

describe('symmetry', () => {
  const copies = (first: number, latest: number, id = 'hidden') => ask(symmetry, net({
    inspections: [inspection({ kernels: [kernel({ layer: id, duplicateUnits: first })] }), inspection({ step: 64, kernels: [kernel({ layer: id, duplicateUnits: latest })] })],
  }));

  it('tells units that started alike and still are', () => {
    expect(copies(32, 32)[0]).toMatchObject({ severity: 'warning', layers: ['hidden'], step: 0 });
    expect(copies(16, 16)[0].message).toContain('16 of hidden\'s 32 units');
  });

  it('is silent on fewer than half, on copies that training parted, and on outputs that start at zero', () => {
    expect(copies(15, 15)).toEqual([]);
    expect(copies(32, 2)).toEqual([]);
    expect(copies(4, 4, 'output')).toEqual([]);
  });

  it('is not told from the first step alone', () => {
    expect(ask(symmetry, net({ inspections: [inspection({ kernels: [kernel({ duplicateUnits: 32 })] })] }))).toEqual([]);
  });
});
