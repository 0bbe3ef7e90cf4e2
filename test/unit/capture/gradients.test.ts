/** Captured gradients and updates against closed forms, finite differences, and tfjs's own `tf.grads` of the same function. */
import type { Tensor } from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Tfjs } from '../../../src/trainer/backend/index.js';
import { loadTfjs, record, type Recording } from './harness.js';

let tf: Tfjs;

beforeAll(async () => {
  tf = await loadTfjs();
}, 60_000);

afterEach(() => tf.disposeVariables());

function norm(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, x) => sum + x * x, 0));
}

function expectRelative(actual: number | undefined, expected: number, tolerance: number): void {
  expect(Math.abs(actual! - expected) / Math.abs(expected)).toBeLessThan(tolerance);
}

/** Standard normal numbers that do not depend on Math.random. */
function normals(shape: number[], seed: number): Tensor {
  return tf.randomNormal(shape, 0, 1, 'float32', seed);
}

/** Linear layers of one unit, all with the same weight. */
function stack(name: string, depth: number, value: number): ReturnType<Tfjs['sequential']> {
  const model = tf.sequential();
  for (let i = 0; i < depth; i++) {
    const kernelInitializer = tf.initializers.constant({ value });
    model.add(tf.layers.dense({ name: `${name}${i}`, units: 1, useBias: false, kernelInitializer, ...(i === 0 && { inputShape: [1] }) }));
  }
  return model;
}

describe('closed forms', () => {
  it('ten linear layers of one unit with weight 10 make a gradient of 1e10', async () => {
    // The loss is the mean output, for an input of 1: dL/d(output of layer k) = 10^(9 - k), dL/dw = 10^9 everywhere.
    const recording = await record(tf, () => {
      const model = stack('d', 10, 10);
      tf.train.sgd(0).minimize(() => (model.apply(tf.ones([4, 1])) as Tensor).mean() as never);
    });
    for (let k = 0; k < 10; k++) {
      expectRelative(recording.value(`d${k}`, 'activationMean'), 10 ** (k + 1), 1e-6);
      expectRelative(recording.value(`d${k}`, 'outputGradientNorm'), 10 ** (9 - k) / 2, 1e-6);
      expectRelative(recording.value(`d${k}`, 'outputGradientRms'), 10 ** (9 - k) / 4, 1e-6);
      expectRelative(recording.value(`d${k}`, 'weightGradientNorm'), 1e9, 1e-6);
      expect(recording.value(`d${k}`, 'updateNorm')).toBe(0);
      expect(recording.value(`d${k}`, 'weightNorm')).toBe(10);
    }
    expect(recording.losses).toEqual([1e10]);
  });

  it('gradients far beyond where float32 squares end are told right', async () => {
    const recording = await record(tf, () => {
      const model = stack('s', 6, 1e-6);
      tf.train.sgd(0).minimize(() => (model.apply(tf.ones([1, 1])) as Tensor).mean() as never);
    });
    expectRelative(recording.value('s0', 'outputGradientNorm'), 1e-30, 1e-5);
    expectRelative(recording.value('s0', 'weightGradientNorm'), 1e-30, 1e-5);
    // 1e-30 is below 2^-39, the lowest edge of the histogram.
    expect(recording.histogram('s0', 'outputGradient')[0]).toBe(1);
  });

  it('the slope of ten sigmoid layers is at most 0.25 each, and told from the output', async () => {
    const model = tf.sequential();
    for (let i = 0; i < 10; i++) {
      model.add(tf.layers.dense({ name: `g${i}`, units: 8, activation: 'sigmoid', ...(i === 0 && { inputShape: [8] }) }));
    }
    const x = normals([32, 8], 3);
    const recording = await record(tf, () => tf.train.sgd(0.1).minimize(() => (model.apply(x) as Tensor).mean() as never));
    let input = x;
    for (let i = 0; i < 10; i++) {
      const z = tf.dot(input as never, model.layers[i]!.getWeights()[0] as never).add(model.layers[i]!.getWeights()[1]!);
      // Weights have moved by then, but by 1e-3 at most.
      input = tf.sigmoid(z);
      const slope = tf.grad((each) => tf.sigmoid(each))(z).mean().dataSync()[0]!;
      expect(recording.value(`g${i}`, 'activationSlope')).toBeLessThanOrEqual(0.25);
      expect(recording.value(`g${i}`, 'activationSlope')).toBeCloseTo(slope, 2);
    }
  });
});

describe('a network of three layers', () => {
  const rate = 0.05;
  let recording: Recording;
  let x: Tensor, y: Tensor, before: Tensor[], after: Tensor[];

  const layerOf = (input: Tensor, w: Tensor, b: Tensor): Tensor => tf.dot(input as never, w as never).add(b);
  const lossFrom2 = (h2: Tensor, w: Tensor[]): Tensor => tf.losses.meanSquaredError(y, layerOf(h2, w[4]!, w[5]!));
  const lossFrom1 = (h1: Tensor, w: Tensor[]): Tensor => lossFrom2(tf.tanh(layerOf(h1, w[2]!, w[3]!)), w);
  const lossFrom0 = (w: Tensor[]): Tensor => lossFrom1(tf.relu(layerOf(x, w[0]!, w[1]!)), w);

  beforeAll(async () => {
    x = normals([16, 6], 1);
    y = normals([16, 2], 2);
    recording = await record(tf, async () => {
      const model = tf.sequential({ layers: [
        tf.layers.dense({ name: 'first', units: 10, inputShape: [6], activation: 'relu' }),
        tf.layers.dense({ name: 'second', units: 7, activation: 'tanh' }),
        tf.layers.dense({ name: 'third', units: 2 }),
      ] });
      before = model.getWeights().map((weight) => weight.clone());
      model.compile({ optimizer: tf.train.sgd(rate), loss: 'meanSquaredError' });
      await model.trainOnBatch(x, y);
      after = model.getWeights().map((weight) => weight.clone());
    });
  });

  it('has the output gradients that tf.grad gives for the rest of the network', () => {
    const h1 = tf.relu(layerOf(x, before[0]!, before[1]!));
    const h2 = tf.tanh(layerOf(h1, before[2]!, before[3]!));
    const d1 = tf.grad((h) => lossFrom1(h, before))(h1).dataSync();
    const d2 = tf.grad((h) => lossFrom2(h, before))(h2).dataSync();
    expectRelative(recording.value('first', 'outputGradientNorm'), norm(d1), 1e-5);
    expectRelative(recording.value('first', 'outputGradientRms'), norm(d1) / Math.sqrt(160), 1e-5);
    expectRelative(recording.value('first', 'outputGradientMax'), Math.max(...d1.map(Math.abs)), 1e-5);
    expectRelative(recording.value('second', 'outputGradientNorm'), norm(d2), 1e-5);
  });

  it('has the weight gradients that tf.grads gives', () => {
    const grads = tf.grads((...w: Tensor[]) => lossFrom0(w))(before).map((grad) => grad.dataSync());
    ['first', 'second', 'third'].forEach((layer, i) => {
      const both = [...grads[2 * i]!, ...grads[2 * i + 1]!];
      expectRelative(recording.value(layer, 'weightGradientNorm'), norm(both), 1e-5);
      expectRelative(recording.value(layer, 'weightGradientMax'), Math.max(...both.map(Math.abs)), 1e-5);
    });
    expectRelative(recording.losses[0], lossFrom0(before).dataSync()[0]!, 1e-6);
  });

  it('has the weight gradients of finite differences', () => {
    const h = 1e-2;
    const bias = before[1]!.dataSync();
    // Central differences of the loss by the third layer's weights, in which it is quadratic: no error but rounding.
    const quotient = (weight: number, index: number): number => {
      const shifted = (by: number): number => {
        const w = [...before];
        const values = Float32Array.from(w[weight]!.dataSync());
        values[index]! += by;
        w[weight] = tf.tensor(values, w[weight]!.shape);
        return lossFrom0(w).dataSync()[0]!;
      };
      return (shifted(h) - shifted(-h)) / (2 * h);
    };
    expect(bias.length).toBe(10);
    const differences = [
      ...Array.from({ length: 14 }, (_, i) => quotient(4, i)), ...Array.from({ length: 2 }, (_, i) => quotient(5, i)),
    ];
    expectRelative(recording.value('third', 'weightGradientNorm'), norm(differences), 1e-3);
  });

  it('has the update ratio of plain gradient descent: rate times gradient over weight', () => {
    ['first', 'second', 'third'].forEach((layer, i) => {
      const weights = norm([...before[2 * i]!.dataSync(), ...before[2 * i + 1]!.dataSync()]);
      const change = norm([0, 1].flatMap((j) => [...after[2 * i + j]!.sub(before[2 * i + j]!).dataSync()]));
      const gradient = recording.value(layer, 'weightGradientNorm')!;
      expectRelative(recording.value(layer, 'weightNorm'), weights, 1e-5);
      expectRelative(recording.value(layer, 'updateNorm'), change, 1e-5);
      expectRelative(recording.value(layer, 'updateToWeightRatio'), (rate * gradient) / weights, 1e-3);
      expect(recording.value(layer, 'updateNonFinite')).toBe(0);
    });
  });

  it('has the moments of its activations', () => {
    const h1 = Array.from(tf.relu(layerOf(x, before[0]!, before[1]!)).dataSync());
    const mean = h1.reduce((a, b) => a + b) / h1.length;
    expectRelative(recording.value('first', 'activationMean'), mean, 1e-5);
    expectRelative(recording.value('first', 'activationRms'), norm(h1) / Math.sqrt(h1.length), 1e-5);
    expectRelative(recording.value('first', 'activationStd'), norm(h1.map((a) => a - mean)) / Math.sqrt(h1.length), 1e-5);
    expect(recording.value('first', 'activationZeroFraction')).toBeCloseTo(h1.filter((a) => a === 0).length / h1.length, 6);
    expect(recording.value('first', 'activationSlope')).toBeCloseTo(h1.filter((a) => a > 0).length / h1.length, 6);
    expect(recording.value('third', 'activationSlope')).toBe(1);
  });
});

it('a layer called twice is one row over all its elements, with the sum of both gradients', async () => {
  const a = normals([5, 4], 1), b = normals([9, 4], 2);
  let kernel!: Tensor, bias!: Tensor;
  const loss = (w: Tensor, c: Tensor): [Tensor, Tensor, Tensor] => {
    const ha = tf.tanh(tf.dot(a as never, w as never).add(c)), hb = tf.tanh(tf.dot(b as never, w as never).add(c));
    return [ha, hb, ha.square().sum().add(hb.sum())];
  };
  const recording = await record(tf, () => {
    const shared = tf.layers.dense({ name: 'shared', units: 3, inputShape: [4], activation: 'tanh' });
    shared.apply(a);
    [kernel, bias] = shared.getWeights().map((weight) => weight.clone()) as [Tensor, Tensor];
    tf.train.sgd(0.1).minimize(() => (shared.apply(a) as Tensor).square().sum().add((shared.apply(b) as Tensor).sum()) as never);
  });
  const [ha, hb] = loss(kernel, bias);
  const elements = 3 * (5 + 9);
  expectRelative(recording.value('shared', 'activationRms'), norm([...ha.dataSync(), ...hb.dataSync()]) / Math.sqrt(elements), 1e-5);
  // dL/d(ha) = 2 ha, dL/d(hb) = 1.
  const gradients = [...ha.mul(2).dataSync(), ...new Array<number>(27).fill(1)];
  expectRelative(recording.value('shared', 'outputGradientRms'), norm(gradients) / Math.sqrt(elements), 1e-5);
  const [dw, db] = tf.grads((w: Tensor, c: Tensor) => loss(w, c)[2])([kernel, bias]);
  expectRelative(recording.value('shared', 'weightGradientNorm'), norm([...dw!.dataSync(), ...db!.dataSync()]), 1e-5);
  expect(recording.layers.get('shared')!.calls).toBe(2);
});

it('gradient accumulation: every step has gradients, the one before the update has it', async () => {
  const recording = await record(tf, () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ name: 'only', units: 2, inputShape: [3] })] });
    const optimizer = tf.train.sgd(0.1);
    for (let update = 0; update < 2; update++) {
      let total: Record<string, Tensor> | null = null;
      for (let part = 0; part < 3; part++) {
        const { grads } = tf.variableGrads(() => (model.apply(normals([4, 3], part)) as Tensor).square().mean() as never);
        total = Object.fromEntries(Object.entries(grads).map(([name, grad]) => [name, total ? grad.add(total[name]!) : grad]));
      }
      optimizer.applyGradients(total as never);
    }
  });
  expect(recording.steps.map(({ groups }) => [...groups])).toEqual([[7], [7], [15], [7], [7], [15]]);
});

describe('a variable of 20,011 elements, whose update is compared in parts', () => {
  const SIZE = 20_011;
  const step = (factors: Tensor, optimizer: { minimize(f: () => never): unknown }, values?: Tensor) => {
    const variable = tf.variable(values ?? normals([SIZE], 3), true, 'large');
    const before = variable.dataSync().slice();
    return record(tf, () => optimizer.minimize(() => tf.sum(tf.mul(variable, factors)) as never))
      .then((recording) => ({ recording, before, after: variable.dataSync() }));
  };

  it.each([['adam', () => tf.train.adam(0.01)], ['sgd', () => tf.train.sgd(0.01)], ['momentum', () => tf.train.momentum(0.01, 0.9)]])(
    '%s: the norms are those of the whole', async (_, optimizer) => {
      const { recording, before, after } = await step(normals([SIZE], 4), optimizer());
      expectRelative(recording.value('large', 'weightNorm'), norm(before), 1e-6);
      expectRelative(recording.value('large', 'updateNorm'), norm(after.map((x, i) => x - before[i]!)), 1e-6);
      expect(recording.value('large', 'updateNonFinite')).toBe(0);
    });

  it('non-finite elements are counted over all parts', async () => {
    const factors = normals([SIZE], 4).dataSync().slice();
    for (const at of [5, 9000, 20_010]) factors[at] = Infinity;
    const { recording } = await step(tf.tensor1d(factors), tf.train.sgd(0.01));
    expect(recording.value('large', 'updateNonFinite')).toBe(3);
  });

  it('gives the same numbers with capture and without', async () => {
    const factors = normals([SIZE], 4);
    const { after } = await step(factors, tf.train.adam(0.01));
    const plain = tf.variable(normals([SIZE], 3), true, 'plain');
    tf.train.adam(0.01).minimize(() => tf.sum(tf.mul(plain, factors)) as never);
    expect(plain.dataSync()).toEqual(after);
  });
});
