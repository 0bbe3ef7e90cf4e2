import { describe, expect, it } from 'vitest';
import { ShownRun } from '../../../webview/common/shownRun.js';
import { adversarial, block, layer, model } from '../../webview/runs.js';

describe('a run in the webview', () => {
  it('gives back each number by layer and step, over many chunks', () => {
    const layers = [layer('a', 0), layer('b', 1)];
    const run = new ShownRun('run-1');
    run.setLayers(layers, [model(layers)]);
    for (let first = 0; first < 300; first += 50) {
      run.append(block(layers, first, 50, (row, step) => ({ weightNorm: step * 10 + row }), (step) => step / 2));
    }
    expect(run.steps).toBe(300);
    for (const step of [0, 63, 64, 199, 299]) {
      expect(run.value('a', 'weightNorm', step)).toBe(step * 10);
      expect(run.value('b', 'weightNorm', step)).toBe(step * 10 + 1);
      expect(run.loss(step)).toBe(step / 2);
    }
    expect(run.value('a', 'weightNorm', 300)).toBeUndefined();
    expect(run.value('nobody', 'weightNorm', 0)).toBeUndefined();
  });

  it('tells a loss that is NaN from one that was not captured', () => {
    const layers = [layer('a', 0)];
    const run = new ShownRun('run-1');
    run.setLayers(layers, [model(layers)]);
    run.append(block(layers, 0, 3, () => ({}), (step) => [1, NaN, undefined][step]));
    expect(run.loss(0)).toBe(1);
    expect(run.loss(1)).toBeNaN();
    expect(run.loss(2)).toBeUndefined();
  });

  it('keeps the numbers of a layer when others come or the order changes', () => {
    const [a, b, c] = [layer('a', 0), layer('b', 1), layer('c', 0.5)];
    const run = new ShownRun('run-1');
    run.setLayers([a, b], [model([a, b])]);
    run.append(block([a, b], 0, 10, (row) => ({ weightNorm: row + 1 }), () => 1));
    run.setLayers([c, b, a], [model([a, c, b])]);
    run.append(block([c, b, a], 10, 10, (row) => ({ weightNorm: 10 * (row + 1) }), () => 1));
    expect(run.layers.map(({ id }) => id)).toEqual(['a', 'c', 'b']);
    expect([run.value('a', 'weightNorm', 5), run.value('b', 'weightNorm', 5), run.value('c', 'weightNorm', 5)]).toEqual([1, 2, undefined]);
    expect([run.value('a', 'weightNorm', 12), run.value('b', 'weightNorm', 12), run.value('c', 'weightNorm', 12)]).toEqual([30, 20, 10]);
  });

  it('knows which model each step trains, and the newest step of a layer that is trained in turn', () => {
    const made = adversarial(20);
    const run = new ShownRun('run-1');
    run.setLayers(made.layers, made.models);
    run.append(made.block(0, 20));
    const trained = [0, 1, 2, 3].map((step) => run.models[run.modelOf(step)]?.name);
    expect(trained).toEqual(['generator', 'discriminator', 'generator', 'discriminator']);
    expect(run.newestStepOf('g_dense_1')).toBe(18);
    expect(run.newestStepOf('d_dense_1')).toBe(19);
  });
});
