/** Results that tfjs's own WASM kernels get wrong, against the values that the operations are defined to give. */
import type { Tensor } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBackend, type Tfjs } from '../../../src/trainer/backend/index.js';

let tf: Tfjs;

beforeAll(async () => {
  ({ tf } = await loadBackend({ packageRoot: import.meta.dirname, backend: 'wasm', fence: null }));
});

function valuesOf(run: () => Tensor): number[] {
  return tf.tidy(() => Array.from(run().dataSync()));
}

/** A 2 x 2 image of one channel. */
function image(...values: number[]): Tensor {
  return tf.tensor(values, [1, 2, 2, 1]);
}

describe('NaN stays NaN', () => {
  const { NaN: nan } = Number;
  it.each<[string, () => Tensor, number[]]>([
    ['clipByValue', () => tf.clipByValue([nan, -1, 0.5, 9], 0, 1), [nan, 0, 0.5, 1]],
    ['relu', () => tf.relu([nan, -1, 2]), [nan, 0, 2]],
    ['relu6', () => tf.relu6([nan, -1, 9]), [nan, 0, 6]],
    ['maximum, on either side', () => tf.maximum([nan, 1, 2], [0, nan, 3]), [nan, nan, 3]],
    ['minimum, broadcast', () => tf.minimum(tf.tensor2d([[1, nan], [3, 4]]), [nan, 2]), [nan, nan, nan, 2]],
    ['maxPool', () => tf.maxPool(image(nan, 1, 2, 3) as never, 2, 2, 'valid'), [nan]],
    ['avgPool', () => tf.avgPool(image(nan, 1, 2, 3) as never, 2, 2, 'valid'), [nan]],
    ['fused.matMul with relu', () => tf.fused.matMul({
      a: tf.tensor2d([[nan], [-1]]), b: tf.tensor2d([[1]]), activation: 'relu',
    }), [nan, 0]],
    ['fused.conv2d with relu6', () => tf.fused.conv2d({
      x: image(nan, -1, 2, 9) as never, filter: tf.ones([1, 1, 1, 1]), strides: 1, pad: 'valid', activation: 'relu6',
    }), [nan, 0, 2, 6]],
  ])('%s', (_name, run, expected) => expect(valuesOf(run)).toEqual(expected));

  it('in the loss of a model whose output is NaN', () => {
    expect(valuesOf(() => tf.metrics.categoricalCrossentropy(tf.tensor2d([[1, 0]]), tf.tensor2d([[nan, nan]])))).toEqual([nan]);
  });
});

describe('negative values are compared as they are', () => {
  it.each<[string, () => Tensor, number[]]>([
    ['maxPool3d', () => tf.maxPool3d(tf.tensor5d([-4, -3, -2, -5, -9, -8, -7, -6], [1, 2, 2, 2, 1]), 2, 2, 'valid'), [-2]],
    ['maxPoolWithArgmax', () => tf.maxPoolWithArgmax(image(-4, -3, -2, -5) as never, 2, 2, 'valid').result, [-2]],
    ['maxPoolWithArgmax, the place', () => tf.maxPoolWithArgmax(image(-4, -3, -2, -5) as never, 2, 2, 'valid').indexes, [2]],
    // The largest of the sums of a pixel and the filter's value there.
    ['dilation2d', () => tf.dilation2d(image(-4, -3, -2, -5) as never, tf.tensor3d([0, -1, -3, 0], [2, 2, 1]), 1, 'valid'), [-4]],
  ])('%s', (_name, run, expected) => expect(valuesOf(run)).toEqual(expected));
});

describe('types and shapes that the WASM kernels do not take', () => {
  it.each<[string, () => Tensor, number[]]>([
    ['numbers become booleans by not being 0', () => tf.tensor1d([0, -0.5, 255, 2]).cast('bool'), [0, 1, 1, 1]],
    ['integers are clipped', () => tf.clipByValue(tf.tensor1d([-3, 0, 7], 'int32'), -1, 2), [-1, 0, 2]],
    ['integers are multiplied as matrices', () => tf.matMul(
      tf.tensor2d([[1, 2]], [1, 2], 'int32'), tf.tensor2d([[3], [4]], [2, 1], 'int32')), [11]],
    ['strings are compared', () => tf.equal(tf.tensor1d(['a', 'b']), tf.tensor1d(['a', 'c'])), [1, 0]],
    ['a slope per row', () => tf.prelu(tf.tensor2d([[-1, -1], [-1, -1]]), tf.tensor2d([[2], [3]])), [-2, -2, -3, -3]],
    ['einsum', () => tf.einsum('ij,jk->ik', tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])), [11]],
    ['matMul of nothing', () => tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 2])), [0, 0, 0, 0]],
    ['matMul broadcast and transposed', () => tf.matMul(
      tf.tensor3d([1, 2, 3, 4], [2, 2, 1]), tf.tensor3d([5, 6], [1, 1, 2]), true, true), [17, 39]],
    ['segments that nothing belongs to, and ids of no segment', () => tf.unsortedSegmentSum(
      tf.tensor1d([1, 2, 3, 4]), tf.tensor1d([2, 0, 2, -1], 'int32'), 4), [2, 0, 4, 0]],
    ['channels-first images', () => tf.conv2d(
      tf.tensor4d([1, 2, 3, 4, 10, 20, 30, 40], [1, 2, 2, 2]), tf.ones([2, 2, 2, 1]), 1, 'valid', 'NCHW'), [110]],
  ])('%s', (_name, run, expected) => expect(valuesOf(run)).toEqual(expected));
});

describe('what the kernels hold', () => {
  it('a kernel of the cpu backend that throws leaves nothing behind there', () => {
    const { cpu, wasm } = { cpu: tf.findBackend('cpu').numDataIds(), wasm: tf.findBackend('wasm').numDataIds() };
    expect(() => tf.tidy(() => tf.einsum('ij,jk->ik', tf.ones([2, 3]), tf.ones([4, 2])))).toThrow();
    expect([tf.findBackend('cpu').numDataIds(), tf.findBackend('wasm').numDataIds()]).toEqual([cpu, wasm]);
  });

  it('views stay valid while the heap grows in the middle of a kernel', () => {
    tf.tidy(() => {
      // Convolutions whose gradients allocate more than the heap has free at first: 16 MB grow to hundreds.
      const x: Tensor = tf.ones([4, 200, 200, 8]);
      const w: Tensor = tf.ones([3, 3, 8, 8]);
      const [dx, dw] = tf.grads((a: Tensor, b: Tensor) => (tf.conv2d(a as never, b as never, 2, 'valid') as Tensor).sum())([x, w]);
      // With 'valid' and stride 2, 99 x 99 windows of each of 4 images meet each point of the filter.
      expect(Array.from(dw.dataSync()).every((value) => value === 4 * 99 * 99)).toBe(true);
      // Each output hands its 8 channels' ones to the 9 inputs of its window.
      expect(dx.sum().dataSync()[0]).toBeCloseTo(4 * 99 * 99 * 9 * 8 * 8, -3);
    });
  });
});
