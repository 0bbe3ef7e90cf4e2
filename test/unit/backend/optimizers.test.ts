/** The fused optimizers against tfjs's own operations, which `tf.profile` brings back: the same to the bit, in all that a program can see. */
import type { NamedTensorMap, Optimizer, Tensor, Variable } from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadBackend, type Tfjs } from '../../../src/trainer/backend/index.js';
import { kernelsOf } from './kernelsOf.js';
import { integers, normals, sizeOf } from './numbers.js';

let tf: Tfjs;

beforeAll(async () => {
  ({ tf } = await loadBackend({ packageRoot: import.meta.dirname, backend: 'wasm', fence: null }));
});

afterEach(() => tf.disposeVariables());

const optimizers: Record<string, () => Optimizer> = {
  'SGD': () => tf.train.sgd(0.1),
  'momentum': () => tf.train.momentum(0.1, 0.9),
  'Nesterov momentum': () => tf.train.momentum(0.1, 0.9, true),
  'Adam': () => tf.train.adam(0.01),
  'Adam with everything set': () => tf.train.adam(0.3, 0.5, 0.75, 1e-3),
  'Adamax': () => tf.train.adamax(0.02),
  'Adamax with decay': () => tf.train.adamax(0.02, 0.8, 0.95, 1e-4, 0.3),
  'RMSProp': () => tf.train.rmsprop(0.01),
  'RMSProp with momentum': () => tf.train.rmsprop(0.01, 0.8, 0.7, 1e-3),
  'centred RMSProp': () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-6, true),
  'Adagrad': () => tf.train.adagrad(0.05),
  'Adadelta': () => tf.train.adadelta(0.5, 0.9, 1e-4),
};

/** Every size of a tail, and larger ones. */
const shapes = [[1], [2], [3], [2, 2], [5], [7], [2, 3, 4], [100, 33]];

const SPECIAL = [0, -0, NaN, Infinity, -Infinity, 1e-45, -1e-45, 1e-39, 1.1754942e-38, 3.4e38, -3.4e38, 1e-20, 1e20, 1, -1];

/** Normal numbers of several magnitudes; `mixed` with special ones, which are then two in five. */
function values(count: number, seed: number, mixed: boolean): Float32Array {
  const scales = integers(count, 40, seed + 1);
  const special = integers(count, SPECIAL.length * 2.5, seed + 2);
  return normals(count, seed).map((value, i) =>
    mixed && special[i] < SPECIAL.length ? SPECIAL[special[i]] : value * 10 ** ((scales[i] - 30) / 8));
}

let names = 0;

function variablesOf(mixed: boolean): Variable[] {
  const prefix = `v${names++}`;
  return shapes.map((shape, i) => tf.variable(tf.tensor(values(sizeOf(shape), 10 * i, mixed), shape), true, `${prefix}/${i}`));
}

function gradientsOf(variables: Variable[], step: number, mixed: boolean): NamedTensorMap {
  return Object.fromEntries(variables.map(({ name, shape, size }, i) => [name, tf.tensor(values(size, 1000 * step + 10 * i, mixed), shape)]));
}

/** Bits of the elements, with one kind of NaN. */
function bits(tensor: Tensor): number[] {
  const numbers = tensor.dataSync() as Float32Array;
  return Array.from(new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length), (word, i) => Number.isNaN(numbers[i]) ? -1 : word);
}

/** Everything that an optimizer keeps in tensors, by field. */
function stateOf(optimizer: Optimizer): Record<string, number[][]> {
  const state: Record<string, number[][]> = {};
  for (const [field, value] of Object.entries(optimizer) as [string, unknown][]) {
    if (value instanceof tf.Tensor) state[field] = [bits(value)];
    else if (Array.isArray(value)) state[field] = (value as { variable: Variable }[]).map(({ variable }) => bits(variable));
  }
  return state;
}

type Apply = (optimizer: Optimizer, gradients: Parameters<Optimizer['applyGradients']>[0]) => Promise<void> | void;

const fused: Apply = (optimizer, gradients) => optimizer.applyGradients(gradients);

const stepwise: Apply = async (optimizer, gradients) => {
  const { kernels } = await tf.profile(() => { optimizer.applyGradients(gradients); return tf.scalar(0); });
  if (kernels.length < 2) throw new Error('The operations did not run.');
};

async function train(make: () => Optimizer, apply: Apply, mixed: boolean): Promise<{ weights: number[][]; state: object; iterations: number }> {
  const optimizer = make();
  const variables = variablesOf(mixed);
  for (let step = 1; step <= 4; step++) await apply(optimizer, gradientsOf(variables, step, mixed));
  return { weights: variables.map(bits), state: stateOf(optimizer), iterations: optimizer.iterations };
}

describe.each(Object.keys(optimizers))('%s', (name) => {
  it.each([['ordinary numbers', false], ['NaN, infinities, denormals and zeros among them', true]])('gives the bits of tfjs: %s', async (_, mixed) => {
    const expected = await train(optimizers[name], stepwise, mixed);
    const actual = await train(optimizers[name], fused, mixed);
    expect(actual).toEqual(expected);
    if (mixed) expect(expected.weights.flat()).toContain(-1);
  });

  it('runs no operation on the variables, and keeps as many tensors as tfjs', async () => {
    const counts: number[] = [];
    for (const apply of [stepwise, fused]) {
      const optimizer = optimizers[name]();
      const variables = variablesOf(false);
      const gradients = gradientsOf(variables, 1, false);
      const before = tf.memory().numTensors;
      await apply(optimizer, gradients);
      await apply(optimizer, gradients);
      counts.push(tf.memory().numTensors - before - (apply === stepwise ? 2 : 0));
      if (apply === fused) {
        const data = tf.memory().numBytes;
        expect(kernelsOf(tf, () => optimizer.applyGradients(gradients)).length).toBeLessThanOrEqual(4);
        expect(tf.memory().numBytes).toBe(data);
      }
    }
    expect(counts[1]).toBe(counts[0]);
  });
});

describe('what programs do with optimizers', () => {
  const one = (value = 1): Variable => tf.variable(tf.tensor([value, 2, 3]));
  const gradient = (): Tensor => tf.tensor([0.5, -1, 2]);

  /** The weights after a program has run with fused optimizers; they must be those after it ran operation by operation. */
  async function bothWays(program: (apply: Apply) => Promise<Variable> | Variable): Promise<void> {
    const expected = bits(await program(stepwise));
    expect(bits(await program(fused))).toEqual(expected);
  }

  it('learning rates change on the way', () => bothWays(async (apply) => {
    const x = one();
    const adam = tf.train.adam(0.1) as unknown as Optimizer & { learningRate: number };
    const sgd = tf.train.sgd(0.1) as Optimizer & { setLearningRate(rate: number): void };
    for (const rate of [0.1, 0.01, -0.5]) {
      adam.learningRate = rate;
      sgd.setLearningRate(rate);
      await apply(adam, { [x.name]: gradient() });
      await apply(sgd, { [x.name]: gradient() });
    }
    return x;
  }));

  it('a learning rate that is a tensor', () => bothWays(async (apply) => {
    const x = one();
    const rmsprop = tf.train.rmsprop(0.1) as unknown as Optimizer & { learningRate: unknown };
    rmsprop.learningRate = tf.scalar(0.2);
    await apply(rmsprop, { [x.name]: gradient() });
    return x;
  }));

  it('lists of gradients, with missing ones in between', () => bothWays(async (apply) => {
    const [x, y, z] = [one(), one(4), one(5)];
    const adam = tf.train.adam(0.1);
    const gradients = [{ name: x.name, tensor: gradient() }, { name: y.name, tensor: null as never }, { name: z.name, tensor: gradient() }];
    await apply(adam, gradients);
    gradients[1].tensor = gradient();
    await apply(adam, gradients);
    return tf.variable(tf.stack([x, y, z]));
  }));

  it('a gradient that is broadcast', () => bothWays(async (apply) => {
    const x = one();
    await apply(tf.train.momentum(0.1, 0.5), { [x.name]: tf.scalar(2) });
    return x;
  }));

  it('weights of an optimizer are saved and put into another', () => bothWays(async (apply) => {
    const x = one();
    const first = tf.train.adam(0.1);
    await apply(first, { [x.name]: gradient() });
    const second = tf.train.adam(0.1);
    await second.setWeights(await first.getWeights());
    await apply(second, { [x.name]: gradient() });
    return x;
  }));

  it('saved clones of accumulators keep their values', async () => {
    const x = one();
    const adam: Optimizer = tf.train.adam(0.1);
    adam.applyGradients({ [x.name]: gradient() });
    const [, moment] = await adam.getWeights();
    const clone = moment.tensor.clone();
    const before = bits(clone);
    adam.applyGradients({ [x.name]: gradient() });
    expect(bits(clone)).toEqual(before);
    expect(bits(moment.tensor)).not.toEqual(before);
  });

  it('subclasses that change the gradients and call super', () => {
    class Clipped extends tf.AdamOptimizer {
      override applyGradients(gradients: { name: string; tensor: Tensor }[]): void {
        tf.tidy(() => super.applyGradients(gradients.map(({ name, tensor }) => ({ name, tensor: tf.clipByValue(tensor, -0.1, 0.1) }))));
      }
    }
    const [x, y] = [one(), one()];
    const clipped = new Clipped(0.1, 0.9, 0.999);
    clipped.minimize(() => tf.sum(tf.square(x)), false, [x]);
    void fused(tf.train.adam(0.1), { [y.name]: tf.tensor([0.1, 0.1, 0.1]) });
    expect(bits(x)).toEqual(bits(y));
    expect(clipped.iterations).toBe(1);
  });

  it('an update is an assignment, with the old value and the new one both there to be read', () => {
    const x = one();
    const seen: number[][] = [];
    x.assign = (value) => {
      seen.push(Array.from(x.dataSync()), Array.from(value.dataSync()));
      tf.Variable.prototype.assign.call(x, value);
    };
    void fused(tf.train.sgd(0.5), { [x.name]: gradient() });
    expect(seen).toEqual([[1, 2, 3], [0.75, 2.5, 2]]);
    expect(Array.from(x.dataSync())).toEqual([0.75, 2.5, 2]);
  });

  it('the cpu backend has its own formulas', async () => {
    await tf.setBackend('cpu');
    const x = one();
    void fused(tf.train.sgd(0.5), { [x.name]: gradient() });
    expect(Array.from(x.dataSync())).toEqual([0.75, 2.5, 2]);
    await tf.setBackend('wasm');
    void fused(tf.train.sgd(0.5), { [x.name]: gradient() });
    expect(Array.from(x.dataSync())).toEqual([0.5, 3, 1]);
  });
});
