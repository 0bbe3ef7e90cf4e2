import { describe, expect, it } from 'vitest';
import { CHUNK_STEPS } from '../../../src/run/column.js';
import { RunStore } from '../../../src/run/index.js';
import type { LayerInfo } from '../../../src/shared/run.js';
import { Group, STATISTIC_COUNT, STATISTIC_INDEX } from '../../../src/shared/statistics.js';
import { ALL_GROUPS, layerInfo, modelInfo, oneBinHistograms, stepEvent } from './events.js';
import type { RowValues } from './events.js';

describe('RunStore', () => {
  it('gives back what each step held, over many chunks', () => {
    const store = new RunStore();
    const steps = 3 * CHUNK_STEPS + 5;
    for (let step = 0; step < steps; step++) {
      const a = { values: { activationMean: step, updateNorm: -step } };
      store.append(stepEvent(step, { a, b: { values: { activationMean: 0.5 * step } } }));
    }
    expect(store.stepCount).toBe(steps);
    for (const step of [0, 1, CHUNK_STEPS - 1, CHUNK_STEPS, 2 * CHUNK_STEPS, steps - 1]) {
      expect(store.value('a', 'activationMean', step)).toBe(step);
      expect(store.value('a', 'updateNorm', step)).toBe(step === 0 ? -0 : -step);
      expect(store.value('b', 'activationMean', step)).toBe(0.5 * step);
      expect(store.loss(step)).toBe(1 / (step + 1));
      expect(store.time(step)).toBe(step * 10);
    }
    expect(store.value('a', 'activationMean', steps)).toBeUndefined();
    expect(store.loss(steps)).toBeUndefined();
    expect(store.loss(-1)).toBeUndefined();
  });

  it('tells a NaN that was captured from nothing captured', () => {
    const store = new RunStore();
    const values = { activationMean: NaN, outputGradientRms: Infinity };
    store.append(stepEvent(0, { a: { groups: Group.Activation | Group.OutputGradient, values } }));
    expect(store.value('a', 'activationMean', 0)).toBeNaN();
    expect(store.value('a', 'outputGradientRms', 0)).toBe(Infinity);
    expect(store.value('a', 'weightGradientNorm', 0)).toBeUndefined();
    expect(store.value('a', 'updateToWeightRatio', 0)).toBeUndefined();
    expect(store.value('nobody', 'activationMean', 0)).toBeUndefined();
  });

  it('takes layers that first appear late, and steps that touch only some', () => {
    const store = new RunStore();
    for (let step = 0; step < 400; step++) {
      const rows: Record<string, RowValues> = step % 2 === 0
        ? { generator: { values: { activationMean: 1 } } }
        : { discriminator: { values: { activationMean: 2 } } };
      store.append(stepEvent(step, step < 300 ? rows : { ...rows, late: { values: { activationMean: 3 } } }));
    }
    expect(store.value('generator', 'activationMean', 6)).toBe(1);
    expect(store.value('generator', 'activationMean', 7)).toBeUndefined();
    expect(store.value('discriminator', 'activationMean', 7)).toBe(2);
    expect(store.value('late', 'activationMean', 299)).toBeUndefined();
    expect(store.value('late', 'activationMean', 300)).toBe(3);
    expect(store.bytes).toBeLessThan(400 * 3 * 97 + 2048 * 18);
  });

  it('knows of a loss without rows, and of steps that were left out', () => {
    const store = new RunStore();
    store.append(stepEvent(0, {}, { loss: 3 }));
    store.append(stepEvent(4, { a: {} }, { loss: NaN, models: ['x', 'y'] }));
    expect(store.stepCount).toBe(5);
    expect(store.loss(0)).toBe(3);
    expect(store.loss(2)).toBeUndefined();
    expect(store.modelsOf(2)).toEqual([]);
    expect(store.loss(4)).toBeNaN();
    expect(store.modelsOf(4)).toEqual(['x', 'y']);
  });

  it('keeps the first non-finite origin', () => {
    const store = new RunStore();
    const origin = { step: 1, layer: 'a', where: 'activation', weight: null } as const;
    store.append(stepEvent(0, { a: {} }));
    expect(store.firstNonFinite).toBeNull();
    store.append(stepEvent(1, { a: {} }, { firstNonFinite: origin }));
    store.append(stepEvent(2, { a: {} }, { firstNonFinite: { ...origin, step: 2 } }));
    expect(store.firstNonFinite).toEqual(origin);
  });

  it('keeps layers in the order of their models and of execution, variables last, and replaces those that changed', () => {
    const store = new RunStore();
    const variable = (id: string): LayerInfo => layerInfo(id, { model: null, className: 'Variable' });
    const b1 = layerInfo('b1', { model: 'b', depth: 1 });
    store.setLayers([variable('v'), b1, layerInfo('b0', { model: 'b', depth: 0 })]);
    store.setLayers([layerInfo('a0', { model: 'a' }), variable('w'), { ...b1, calls: 7 }]);
    store.setModels([modelInfo('a'), modelInfo('b')]);
    expect(store.layers.map(({ id }) => id)).toEqual(['a0', 'b0', 'b1', 'v', 'w']);
    expect(store.layers[2].calls).toBe(7);
  });

  it('takes a learning rate into what it knows of the model', () => {
    const store = new RunStore();
    const optimizer = { className: 'AdamOptimizer', learningRate: 0.1, learningRateType: 'number', strayProperties: [] };
    store.setModels([{ ...modelInfo('a'), optimizer }, { ...modelInfo('b'), optimizer }]);
    store.setLearningRates([{ model: 'b', learningRate: 0.05, learningRateType: 'number' }]);
    expect(store.models.map((model) => model.optimizer?.learningRate)).toEqual([0.1, 0.05]);
    expect(store.models[1]!.optimizer?.className).toBe('AdamOptimizer');
  });

  it('cuts blocks: dense, in the order of the layers, with masks and known losses', () => {
    const store = new RunStore();
    store.setLayers([layerInfo('a', { depth: 0 }), layerInfo('b', { depth: 1 })]);
    store.append(stepEvent(0, { b: { values: { activationMean: 1 } } }));
    store.append(stepEvent(1, { b: { values: { activationMean: 2 } }, a: { groups: Group.Update, values: { updateNorm: 5 } } }));
    store.append(stepEvent(3, { a: { values: { activationMean: 4 } } }, { loss: NaN }));
    const block = store.block(1, 100);
    expect(block).toMatchObject({ first: 1, count: 3, layers: 2 });
    expect([...block.groups]).toEqual([Group.Update, ALL_GROUPS, 0, 0, ALL_GROUPS, 0]);
    expect([...block.loss]).toEqual([0.5, NaN, NaN]);
    expect([...block.lossKnown]).toEqual([1, 0, 1]);
    const at = (step: number, layer: number, statistic: number): number => block.values[(step * 2 + layer) * STATISTIC_COUNT + statistic];
    expect(at(0, 0, STATISTIC_INDEX.updateNorm)).toBe(5);
    expect(at(0, 1, STATISTIC_INDEX.activationMean)).toBe(2);
    expect(at(2, 0, STATISTIC_INDEX.activationMean)).toBe(4);
    expect(store.block(4, 10)).toMatchObject({ first: 4, count: 0 });
  });

  it('copies what it is given: the sender may use its buffers again', () => {
    const store = new RunStore();
    const event = stepEvent(0, { a: { values: { activationMean: 1 } } }, { histograms: oneBinHistograms(1) });
    store.append(event);
    event.values.fill(9);
    event.histograms!.fill(9);
    expect(store.value('a', 'activationMean', 0)).toBe(1);
    expect(store.histogram('a', 0, 'activation')![0]).toBe(1);
  });

  it('keeps histograms of the last steps within their memory', () => {
    const bytesPerStep = oneBinHistograms(2).byteLength;
    const store = new RunStore({ histogramBytes: 10 * bytesPerStep });
    for (let step = 0; step < 50; step++) {
      store.append(stepEvent(step, { a: {}, b: { groups: Group.Activation } }, { histograms: oneBinHistograms(2) }));
    }
    expect(store.histogram('a', 39, 'activation')).toBeNull();
    expect(store.histogram('b', 49, 'activation')!.indexOf(1)).toBe(1);
    expect(store.histogram('a', 40, 'weightGradient')!.indexOf(1)).toBe(20);
    expect(store.histogram('b', 49, 'weightGradient')).toBeNull();
    expect(store.histogram('nobody', 49, 'activation')).toBeNull();
  });
});
