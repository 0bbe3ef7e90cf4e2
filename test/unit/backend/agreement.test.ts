/**
 * Operations with kernels of our own on the WASM backend against the cpu backend, in sizes that reach the kernels' edges:
 * depths beyond a block's 256, more rows than its 120, channels that fill vectors of four and that do not.
 */
import type { Tensor } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBackend, type Tfjs } from '../../../src/trainer/backend/index.js';
import { distinct, normals, sizeOf } from './numbers.js';

let tf: Tfjs;

beforeAll(async () => {
  ({ tf } = await loadBackend({ packageRoot: import.meta.dirname, backend: 'wasm', fence: null }));
});

type Case = [name: string, shapes: number[][], run: (...inputs: Tensor[]) => Tensor];

/** The result and the gradients of its weighted sum with respect to all inputs. */
async function evaluate(backend: string, shapes: number[][], run: (...inputs: Tensor[]) => Tensor): Promise<Tensor[]> {
  await tf.setBackend(backend);
  const inputs = shapes.map((shape, i) => tf.tensor(normals(sizeOf(shape), i + 1), shape));
  return tf.tidy(() => {
    const y = run(...inputs);
    const weights = tf.tensor(normals(y.size, 99), y.shape);
    return [y, ...tf.grads((...xs: Tensor[]) => run(...xs).mul(weights).sum())(inputs)];
  });
}

const conv = (stride: number, pad: number | 'same' | 'valid') =>
  (x: Tensor, w: Tensor): Tensor => tf.conv2d(x as never, w as never, stride, pad as 'same');
const depthwise = (stride: number, pad: 'same' | 'valid') =>
  (x: Tensor, w: Tensor): Tensor => tf.depthwiseConv2d(x as never, w as never, stride, pad);

const withGradients: Case[] = [
  ['conv2d, deep', [[2, 12, 11, 40], [3, 3, 40, 9]], conv(1, 'same')],
  ['conv2d of colours', [[3, 17, 16, 3], [5, 5, 3, 6]], conv(2, 'same')],
  ['conv2d of one channel', [[2, 20, 9, 1], [3, 3, 1, 8]], conv(1, 'valid')],
  ['conv2d, stride 2, deep', [[2, 13, 13, 70], [3, 3, 70, 33]], conv(2, 'same')],
  ['conv2d, stride larger than the filter', [[2, 13, 12, 5], [2, 2, 5, 7]], conv(3, 'valid')],
  ['conv2d, 1x1', [[2, 12, 12, 19], [1, 1, 19, 10]], conv(1, 'valid')],
  ['conv2d, 1x1, stride 2', [[2, 11, 12, 19], [1, 1, 19, 10]], conv(2, 'same')],
  ['conv2d to more columns than a block has', [[1, 3, 3, 2], [2, 2, 2, 520]], conv(1, 'valid')],
  ['conv2d, padding beyond the filter', [[2, 5, 5, 4], [2, 2, 4, 3]], conv(1, 4)],
  ['conv1d', [[4, 60, 12], [5, 12, 10]], (x, w) => tf.conv1d(x as never, w as never, 1, 'same')],
  ['conv2dTranspose', [[2, 9, 8, 20], [4, 4, 12, 20]], (x, w) => tf.conv2dTranspose(x as never, w as never, [2, 18, 16, 12], 2, 'same')],
  ['depthwiseConv2d', [[3, 12, 11, 7], [3, 3, 7, 1]], depthwise(1, 'same')],
  ['depthwiseConv2d, stride 2, two outputs for each channel', [[2, 12, 11, 5], [3, 3, 5, 2]], depthwise(2, 'valid')],
  ['separableConv2d', [[2, 10, 10, 6], [3, 3, 6, 2], [1, 1, 12, 8]], (x, d, p) =>
    tf.separableConv2d(x as never, d as never, p as never, 1, 'same')],
  ['matMul of a batch', [[3, 70, 30], [3, 30, 20]], (a, b) => tf.matMul(a, b)],
  ['matMul of a row', [[1, 300], [300, 40]], (a, b) => tf.matMul(a, b)],
  ...[[0], [1], [2], [0, 1], [1, 2], [0, 2], [0, 1, 2], [-1]].flatMap((axes): Case[] => [
    [`sum over ${axes}`, [[37, 5, 19]], (x) => x.sum(axes)],
    [`mean over ${axes}, kept`, [[37, 5, 19]], (x) => x.mean(axes, true)],
  ]),
  ['tanh', [[7, 9]], (x) => x.mul(3).tanh()],
  ['sigmoid', [[7, 9]], (x) => x.mul(8).sigmoid()],
  ['tile', [[2, 3, 4]], (x) => tf.tile(x, [3, 1, 2])],
];

/** tfjs has no gradient for these. */
const forward: Case[] = [
  ['matMul of a batch with one matrix', [[3, 50, 30], [30, 20]], (a, b) => tf.matMul(a, b.expandDims(0))],
  ['conv2d, dilated', [[2, 14, 13, 6], [3, 3, 6, 10]], (x, w) => tf.conv2d(x as never, w as never, 1, 'same', 'NHWC', 2)],
  ['conv2d, dilated across alone', [[2, 14, 13, 6], [3, 3, 6, 10]], (x, w) => tf.conv2d(x as never, w as never, 1, 'valid', 'NHWC', [1, 3])],
  ...(['relu', 'relu6', 'sigmoid', 'elu', 'leakyrelu', 'linear'] as const).flatMap((activation): Case[] => [
    [`fused.matMul, ${activation}`, [[20, 30], [30, 11], [11]], (a, b, bias) =>
      tf.fused.matMul({ a: a as never, b: b as never, bias, activation, leakyreluAlpha: 0.1 })],
    [`fused.conv2d, ${activation}`, [[2, 6, 6, 5], [3, 3, 5, 9], [9]], (x, filter, bias) =>
      tf.fused.conv2d({ x: x as never, filter: filter as never, strides: 1, pad: 'same', bias, activation, leakyreluAlpha: 0.1 })],
  ]),
  ['fused.matMul, prelu, operands transposed', [[30, 20], [11, 30], [11], [20, 11]], (a, b, bias, alpha) => tf.fused.matMul({
    a: a as never, b: b as never, transposeA: true, transposeB: true, bias, activation: 'prelu', preluActivationWeights: alpha,
  })],
];

function expectClose(actual: Float32Array, expected: Float32Array, what: string): void {
  expect(actual.length, what).toBe(expected.length);
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - actual[i])), 0);
  expect(worst / scale, what).toBeLessThan(3e-6);
}

describe('wasm agrees with cpu', () => {
  it.each(withGradients)('%s, and its gradients', async (_name, shapes, run) => {
    const expected = await Promise.all((await evaluate('cpu', shapes, run)).map((tensor) => tensor.data<'float32'>()));
    const actual = await evaluate('wasm', shapes, run);
    actual.forEach((tensor, i) => expectClose(tensor.dataSync() as Float32Array, expected[i], i === 0 ? 'result' : `gradient ${i}`));
  });

  it.each(forward)('%s', async (_name, shapes, run) => {
    const results: Float32Array[] = [];
    for (const backend of ['cpu', 'wasm']) {
      await tf.setBackend(backend);
      results.push(tf.tidy(() => run(...shapes.map((shape, i) => tf.tensor(normals(sizeOf(shape), i + 1), shape))).dataSync() as Float32Array));
    }
    expectClose(results[1], results[0], 'result');
  });
});

describe('on wasm', () => {
  beforeAll(() => tf.setBackend('wasm'));

  it('matMul repeats operands along axes of length 1, on either side', () => {
    const [a, b] = [tf.tensor(normals(70, 1), [2, 1, 7, 5]), tf.tensor(normals(90, 2), [1, 3, 6, 5])];
    const expected = tf.matMul(a.tile([1, 3, 1, 1]), b.tile([2, 1, 1, 1]), false, true);
    expect(tf.matMul(a, b, false, true).arraySync()).toEqual(expected.arraySync());
  });

  it('sums of many equal numbers keep their precision', () => {
    // Added up one by one in float32, a million times 0.1 is 100958.
    for (const shape of [[1_000_000], [1_000_000, 1], [250_000, 4], [200_000, 5]]) {
      expect(tf.fill(shape, 0.1).sum(0).sum().arraySync() as number / 100_000).toBeCloseTo(1, 5);
    }
  });

  it('sums and means of nothing are 0 and NaN', () => {
    expect([tf.zeros([0]).sum().arraySync(), tf.zeros([0]).mean().arraySync()]).toEqual([0, NaN]);
    expect(tf.zeros([2, 0, 3]).sum(1).arraySync()).toEqual([[0, 0, 0], [0, 0, 0]]);
  });

  it('the gradient of maxPool goes to the first of equals, and to NaN before all', () => {
    const gradient = (values: number[]): number[] => Array.from(
      tf.grad((x: Tensor) => tf.maxPool(x as never, 2, 2, 'valid') as Tensor)(tf.tensor(values, [1, 2, 2, 1])).dataSync());
    expect(gradient([1, 5, 5, 0])).toEqual([0, 1, 0, 0]);
    expect(gradient([1, NaN, 5, NaN])).toEqual([0, 1, 0, 0]);
    expect(gradient([-Infinity, -Infinity, -Infinity, -Infinity])).toEqual([1, 0, 0, 0]);
  });

  it('channels are pooled one by one, in vectors and beyond', () => {
    const x = tf.tensor(distinct(2 * 5 * 4 * 7, 3), [2, 5, 4, 7]);
    const whole = (tf.maxPool(x as never, 3, 2, 'same') as Tensor).arraySync() as number[][][][];
    for (let c = 0; c < 7; c++) {
      const alone = (tf.maxPool(x.slice([0, 0, 0, c], [-1, -1, -1, 1]) as never, 3, 2, 'same') as Tensor).arraySync() as number[][][][];
      expect(alone.flat(2).flat()).toEqual(whole.flat(2).map((pixel) => pixel[c]));
    }
  });

  it('tanh and sigmoid of what is not finite', () => {
    const x = tf.tensor1d([Infinity, -Infinity, NaN, 100, -100, 0]);
    expect(Array.from(x.tanh().dataSync())).toEqual([1, -1, NaN, 1, -1, 0]);
    expect(Array.from(x.sigmoid().dataSync())).toEqual([1, 0, NaN, 1, expect.closeTo(0, 40), 0.5]);
  });

  it('a clone keeps its values when the variable gets new ones, and outlives it', () => {
    const variable = tf.variable(tf.tensor1d([1, 2]));
    const clone = variable.clone();
    variable.assign(tf.tensor1d([3, 4]));
    variable.dispose();
    expect(Array.from(clone.dataSync())).toEqual([1, 2]);
  });
});
