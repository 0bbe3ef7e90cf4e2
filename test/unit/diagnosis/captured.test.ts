/** Findings on nets that the engine trains, against what theory says of them. */
import type { Sequential } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/index.js';
import { RunStore } from '../../../src/run/index.js';
import type { Finding } from '../../../src/shared/report.js';
import type { Tfjs } from '../../../src/trainer/backend/index.js';
import { loadTfjs, record } from '../capture/harness.js';

let tf: Tfjs;
beforeAll(async () => {
  tf = await loadTfjs();
}, 60_000);

interface Hidden {
  units: number;
  activation: 'relu' | 'sigmoid' | 'linear';
  kernelInitializer: (seed: number) => ReturnType<Tfjs['initializers']['zeros']>;
}

/** Layers h0, h1 ... and an output of four classes, trained for a few steps. */
async function findings(layers: number, { units, activation, kernelInitializer }: Hidden, task: 'classes' | 'numbers' = 'classes'): Promise<Finding[]> {
  const recording = await record(tf, async () => {
    const model: Sequential = tf.sequential();
    for (let i = 0; i < layers; i++) {
      model.add(tf.layers.dense({ name: `h${i}`, units, activation, kernelInitializer: kernelInitializer(i + 1), ...(i === 0 && { inputShape: [16] }) }));
    }
    model.add(tf.layers.dense({ name: 'output', units: 4, activation: task === 'classes' ? 'softmax' : 'linear', kernelInitializer: tf.initializers.glorotUniform({ seed: 99 }) }));
    // Numbers that explode would take the weights along.
    if (task === 'classes') model.compile({ optimizer: tf.train.sgd(1e-3), loss: 'categoricalCrossentropy' });
    else model.compile({ optimizer: tf.train.sgd(1e-30), loss: 'meanSquaredError' });
    const x = tf.randomNormal([64, 16], 0, 1, 'float32', 7);
    const y = tf.oneHot(x.slice([0, 0], [64, 4]).argMax(1), 4);
    await model.fit(x, y, { batchSize: 16, epochs: 1, verbose: 0, shuffle: false });
  });
  const store = new RunStore();
  store.setModels([...recording.models.values()].map(({ frames: _, ...model }) => ({ ...model, site: null })));
  store.setLayers([...recording.layers.values()].map(({ frames: _, ...layer }) => ({ ...layer, site: null, callers: [] })));
  for (const step of recording.steps) store.append(step);
  return diagnose(store);
}

describe('30 ReLU layers', () => {
  it('with Glorot\'s weights: they fade by the root of 2 a layer, and the weights are the cause', async () => {
    const [found, ...others] = await findings(30, { units: 96, activation: 'relu', kernelInitializer: (seed) => tf.initializers.glorotUniform({ seed }) });
    expect(others).toEqual([]);
    expect(found).toMatchObject({ rule: 'vanishing-gradient', step: 0, evidence: { causeId: 'weight-scale', depth: 30, first: 'h0', last: 'h29' } });
    // What chance makes of these widths: its standard deviation is shared by 29 layers.
    const chance = Math.exp((4 * Math.sqrt((5 * 29) / 96)) / 2 / 29);
    expect(found!.evidence.gainPerLayer).toBeGreaterThan(Math.SQRT1_2 / chance);
    expect(found!.evidence.gainPerLayer).toBeLessThan(Math.SQRT1_2 * chance);
    expect(found!.stepsSeen).toBe(4);
  });

  it.each(['heNormal', 'heUniform'] as const)('with %s weights are sound', async (name) => {
    expect(await findings(30, { units: 96, activation: 'relu', kernelInitializer: (seed) => tf.initializers[name]({ seed }) })).toEqual([]);
  });
});

it('ten sigmoid layers: slopes of a quarter at most, whose product is 9.5e-7 at most, are the cause', async () => {
  const [found] = await findings(10, { units: 32, activation: 'sigmoid', kernelInitializer: (seed) => tf.initializers.glorotUniform({ seed }) });
  expect(found).toMatchObject({ rule: 'vanishing-gradient', evidence: { causeId: 'activation-slope' } });
  expect(found!.evidence.meanSlope).toBeLessThanOrEqual(0.25);
  expect((found!.evidence.meanSlope as number) ** 10).toBeLessThanOrEqual(0.25 ** 10);
  // Glorot's weights of equal widths neither add nor take, up to chance.
  expect(found!.evidence.attenuation).toBeGreaterThan(4 ** 10 * Math.exp((-4 * Math.sqrt((2 * 10) / 32)) / 2));
});

it('ten linear layers of one unit with weight 10: from the last to the first, 10 to the ninth', async () => {
  const [found] = await findings(10, { units: 1, activation: 'linear', kernelInitializer: () => tf.initializers.constant({ value: 10 }) as never }, 'numbers');
  expect(found).toMatchObject({ rule: 'exploding-gradient', severity: 'error', step: 0, evidence: { causeId: 'weight-scale', growth: 'depth' } });
  expect((found!.evidence.ratio as number) / 1e9).toBeCloseTo(1, 4);
});
