/** The same seed gives the same run, and an edit of the model does not shift the data. */
import { createHash } from 'node:crypto';
import type { Tensor } from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Tfjs } from '../../../src/trainer/backend/index.js';
import { seedProgram } from '../../../src/trainer/capture/seed.js';
import type { Layer } from '../../../src/trainer/capture/tfjs.js';
import { loadTfjs } from './harness.js';

let tf: Tfjs;


beforeAll(async () => {
  tf = await loadTfjs();
}, 60_000);

afterEach(() => tf.disposeVariables());

const hash = (tensor: Tensor): string => createHash('sha1').update(tensor.dataSync()).digest('hex');

interface Trace {
  /** Hash of what the first layer is given in each training batch, in order. */
  batches: string[];
  /** Hash of each dense layer's kernel, in order. */
  kernels: string[];
  losses: number[];
}

/** A program with shuffled data, `Math.random` of its own between and after building, and `extra` layers in the middle. */
async function train(seed: number, extra: () => Layer[], initializer = 'glorotNormal', useDataset = false): Promise<Trace> {
  const unseed = seedProgram(tf, seed);
  const trace: Trace = { batches: [], kernels: [], losses: [] };
  try {
    const scale = Math.random();
    const first = tf.layers.dense({ units: 6, inputShape: [3], activation: 'relu', kernelInitializer: initializer as 'zeros' });
    const call = first.call.bind(first);
    first.call = (inputs, kwargs) => {
      if (kwargs.training) trace.batches.push(hash(Array.isArray(inputs) ? inputs[0]! : inputs));
      return call(inputs, kwargs);
    };
    const model = tf.sequential({ layers: [first, ...extra(), tf.layers.dense({ units: 6 }), tf.layers.dense({ units: 1 })] });
    trace.kernels = model.layers.filter((layer) => layer.getClassName() === 'Dense').map((layer) => hash(layer.getWeights()[0]!));
    model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
    const x = tf.randomNormal([12, 3]).mul(scale), y = tf.tensor2d(Array.from({ length: 12 }, () => [Math.random()]));
    const options = { epochs: 3, verbose: 0 as const, callbacks: { onBatchEnd: (_: number, logs?: { loss?: number }) => void trace.losses.push(logs!.loss!) } };
    if (useDataset) {
      const rows = tf.data.zip({ xs: tf.data.array(x.arraySync() as number[][]), ys: tf.data.array(y.arraySync()) });
      await model.fitDataset(rows.shuffle(12).batch(4) as never, options);
    } else {
      await model.fit(x, y, { batchSize: 4, ...options });
    }
    return trace;
  } finally {
    unseed();
    tf.disposeVariables();
  }
}

describe.each([['fit', false], ['a shuffled dataset', true]])('with %s', (_, useDataset) => {
  const plain = (seed: number): Promise<Trace> => train(seed, () => [tf.layers.dropout({ rate: 0.3 }) as Layer], undefined, useDataset);

  it('the same seed gives the same run, another seed another', async () => {
    const [first, again, other] = [await plain(1), await plain(1), await plain(2)];
    expect(again).toEqual(first);
    expect(other.losses).not.toEqual(first.losses);
    expect(other.kernels).not.toEqual(first.kernels);
    expect(new Set(first.batches).size).toBeGreaterThan(3);
  });

  it('the batches stay when a layer is added, another initializer taken, or dropout left out', async () => {
    const { batches } = await plain(1);
    expect(batches).toHaveLength(9);
    for (const edited of [
      await train(1, () => [tf.layers.batchNormalization() as Layer, tf.layers.dense({ units: 9 })], undefined, useDataset),
      await train(1, () => [], 'heNormal', useDataset),
      await train(1, () => [tf.layers.gaussianNoise({ stddev: 1 }) as Layer], 'orthogonal', useDataset),
    ]) expect(edited.batches).toEqual(batches);
  });
});

it('a normalization in between leaves the weights of the dense layers as they were', async () => {
  const plain = await train(3, () => []);
  const normalized = await train(3, () => [tf.layers.batchNormalization() as Layer]);
  expect(normalized.kernels).toEqual(plain.kernels);
  expect(new Set(plain.kernels).size).toBe(3);
});

it('layers of the same class and shape start from different weights', async () => {
  const unseed = seedProgram(tf, 1);
  const [a, b] = [1, 2].map(() => tf.layers.dense({ units: 4, inputShape: [4] }));
  for (const layer of [a!, b!]) layer.build([null, 4]);
  unseed();
  expect(hash(a!.getWeights()[0]!)).not.toBe(hash(b!.getWeights()[0]!));
});

it('taken off, random numbers are the runtime\'s own again', () => {
  const original = Math.random;
  seedProgram(tf, 1)();
  expect(Math.random).toBe(original);
});
