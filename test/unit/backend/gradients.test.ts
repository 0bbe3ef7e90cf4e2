/**
 * Gradients of the operations whose kernels are ours, on both backends, against central differences of the forward pass.
 * The operations are linear in each argument, or linear between kinks that the values keep well away from, so that a
 * difference quotient has no error but rounding.
 */
import type { Tensor } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBackend, type Tfjs } from '../../../src/trainer/backend/index.js';
import { distinct, integers, normals, sizeOf } from './numbers.js';

let tf: Tfjs;

beforeAll(async () => {
  ({ tf } = await loadBackend({ packageRoot: import.meta.dirname, backend: 'wasm', fence: null }));
});

interface Case {
  name: string;
  inputs: { shape: number[]; values?: Float32Array }[];
  run: (...inputs: Tensor[]) => Tensor;
  /** Step of the difference quotient; with `distinct` values it must stay below half of their distance. */
  step?: number;
}

const linear = 0.5;
const piecewise = 0.02;

const convolutions: Case[] = [
  [7, 3, 1, 'valid'], [7, 3, 1, 'same'], [7, 3, 2, 'same'], [8, 3, 2, 'same'], [8, 3, 2, 'valid'], [8, 3, 3, 'valid'],
  [9, 5, 3, 'same'], [5, 1, 1, 'same'], [6, 1, 2, 'valid'], [4, 2, 1, 'same'], [6, 3, 1, 0], [6, 3, 2, 1], [5, 2, 1, 3],
].map(([size, kernel, stride, pad]) => ({
  name: `conv2d of ${size}x${size}, filter ${kernel}, stride ${stride}, padding ${pad}`,
  inputs: [{ shape: [2, size as number, (size as number) + 1, 3] }, { shape: [kernel as number, kernel as number, 3, 4] }],
  run: (x, w) => tf.conv2d(x as never, w as never, stride as number, pad as 'same'),
}));

const depthwise: Case[] = [
  [6, 3, 1, 'same', 1], [6, 3, 1, 'valid', 1], [7, 3, 2, 'same', 1], [8, 3, 2, 'valid', 2], [5, 2, 1, 'same', 3], [6, 3, 1, 4, 2],
].map(([size, kernel, stride, pad, multiplier]) => ({
  name: `depthwiseConv2d of ${size}x${size}, filter ${kernel}, stride ${stride}, padding ${pad}, multiplier ${multiplier}`,
  inputs: [{ shape: [2, size as number, size as number, 3] }, { shape: [kernel as number, kernel as number, 3, multiplier as number] }],
  run: (x, w) => tf.depthwiseConv2d(x as never, w as never, stride as number, pad as 'same'),
}));

const pools: Case[] = [
  [4, 2, 2, 'valid', 0], [4, 2, 2, 'valid', -50], [5, 3, 2, 'same', -50], [5, 3, 1, 'valid', 0], [5, 2, 3, 'same', 0],
].map(([size, window, stride, pad, centre]) => ({
  name: `maxPool of ${size}x${size} around ${centre}, window ${window}, stride ${stride}, padding ${pad}`,
  inputs: [{ shape: [2, size as number, size as number, 3], values: distinct(2 * 3 * (size as number) ** 2, 5, centre as number) }],
  run: (x) => tf.maxPool(x as never, window as number, stride as number, pad as 'same'),
  step: piecewise,
}));

const others: Case[] = [
  {
    name: 'maxPool3d of negative values',
    inputs: [{ shape: [2, 4, 4, 4, 2], values: distinct(256, 6, -100) }],
    run: (x) => tf.maxPool3d(x as never, 2, 2, 'valid'),
    step: piecewise,
  },
  {
    name: 'conv2d with its input as channels, height, width',
    inputs: [{ shape: [2, 3, 5, 6] }, { shape: [3, 3, 3, 2] }],
    run: (x, w) => tf.conv2d(x as never, w as never, 1, 'same', 'NCHW'),
  },
  {
    name: 'conv2dTranspose, stride 2',
    inputs: [{ shape: [2, 4, 4, 3] }, { shape: [3, 3, 4, 3] }],
    run: (x, w) => tf.conv2dTranspose(x as never, w as never, [2, 8, 8, 4], 2, 'same'),
  },
  ...[
    [8, 8, false, false], [7, 5, false, false], [7, 3, true, false], [3, 2, false, true],
  ].map(([height, width, corners, centers]): Case => ({
    name: `resizeNearestNeighbor to ${height}x${width}, alignCorners ${corners}, halfPixelCenters ${centers}`,
    inputs: [{ shape: [2, 4, 4, 3] }],
    run: (x) => tf.image.resizeNearestNeighbor(x as never, [height as number, width as number], corners as boolean, centers as boolean),
  })),
  {
    name: 'gather with repeated ids',
    inputs: [{ shape: [6, 3] }],
    run: (x) => tf.gather(x, tf.tensor1d(Array.from(integers(20, 5, 8)), 'int32')),
  },
  {
    name: 'gather along the last axis',
    inputs: [{ shape: [2, 3, 4] }],
    run: (x) => tf.gather(x, tf.tensor2d([[0, 3], [3, 3]], [2, 2], 'int32'), 2),
  },
  ...[[false, false], [true, false], [false, true], [true, true]].map(([a, b]): Case => ({
    name: `matMul${a ? ', first operand transposed' : ''}${b ? ', second operand transposed' : ''}`,
    inputs: [{ shape: a ? [2, 4, 3] : [2, 3, 4] }, { shape: b ? [2, 5, 4] : [2, 4, 5] }],
    run: (x, y) => tf.matMul(x, y, a, b),
  })),
  {
    name: 'matMul of a row and a column',
    inputs: [{ shape: [1, 7] }, { shape: [7, 1] }],
    run: (x, y) => tf.matMul(x, y),
  },
];

/** sum of weights * y, in float64, so that the difference quotient loses nothing. */
function weightedSum(y: Tensor, weights: Float32Array): number {
  const values = y.dataSync();
  return weights.reduce((sum, weight, i) => sum + weight * values[i], 0);
}

function valuesOf(entry: Case): Float32Array[] {
  return entry.inputs.map(({ shape, values }, i) => values ?? normals(sizeOf(shape), i + 1));
}

/** d(weighted sum)/d(element) for all elements of all inputs, by central differences. */
function byDifferences(entry: Case, weights: Float32Array): number[][] {
  const values = valuesOf(entry);
  const evaluate = (): number => tf.tidy(() =>
    weightedSum(entry.run(...values.map((v, i) => tf.tensor(v, entry.inputs[i].shape))), weights));
  const step = entry.step ?? linear;
  return values.map((array) => Array.from(array, (value, i) => {
    array[i] = value + step;
    const above = evaluate();
    array[i] = value - step;
    const below = evaluate();
    array[i] = value;
    return (above - below) / (2 * step);
  }));
}

function byBackpropagation(entry: Case, weights: Float32Array): number[][] {
  return tf.tidy(() => {
    const inputs = valuesOf(entry).map((v, i) => tf.tensor(v, entry.inputs[i].shape));
    const gradients = tf.grads((...xs: Tensor[]) => {
      const y = entry.run(...xs);
      return y.mul(tf.tensor(weights, y.shape)).sum();
    })(inputs);
    return gradients.map((gradient) => Array.from(gradient.dataSync()));
  });
}

describe.each(['wasm', 'cpu'])('gradients on %s agree with difference quotients', (backend) => {
  it.each([...convolutions, ...depthwise, ...pools, ...others])('$name', async (entry) => {
    await tf.setBackend(backend);
    const size = tf.tidy(() => entry.run(...valuesOf(entry).map((v, i) => tf.tensor(v, entry.inputs[i].shape))).size);
    const weights = normals(size, 99);
    const expected = byDifferences(entry, weights);
    const actual = byBackpropagation(entry, weights);
    expected.forEach((gradient, i) => {
      const scale = Math.max(...gradient.map(Math.abs));
      expect(scale).toBeGreaterThan(0);
      gradient.forEach((value, j) => expect(Math.abs(actual[i][j] - value) / scale, `input ${i}, element ${j}`).toBeLessThan(2e-4));
    });
  });
});
