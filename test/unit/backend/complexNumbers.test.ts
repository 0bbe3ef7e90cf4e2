/** Complex tensors on the WASM backend, which has none of its own, against their definitions. */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBackend, type Tfjs } from '../../../src/trainer/backend/index.js';
import { normals } from './numbers.js';

let tf: Tfjs;

beforeAll(async () => {
  ({ tf } = await loadBackend({ packageRoot: import.meta.dirname, backend: 'wasm', fence: null }));
});

/** Real and imaginary parts in turn, as tfjs gives them, of what `run` makes; nothing else of it may be left. */
function valuesOf(run: () => Tensor): number[] {
  const { numTensors, numBytes } = tf.memory();
  const dataIds = tf.backend().numDataIds();
  const values = Array.from(tf.tidy(() => run().dataSync()));
  expect([tf.memory().numTensors, tf.memory().numBytes, tf.backend().numDataIds()]).toEqual([numTensors, numBytes, dataIds]);
  return values;
}

/** The Fourier transform of real values by its definition: `count` frequencies from 0. */
function transform(values: ArrayLike<number>, count: number): number[] {
  return Array.from({ length: count }, (_, k) => {
    const angles = Array.from(values, (_value, n) => -2 * Math.PI * k * n / values.length);
    return [Math.cos, Math.sin].map((part) => angles.reduce((sum, angle, n) => sum + values[n] * part(angle), 0));
  }).flat();
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 4));
}

describe('arithmetic', () => {
  const a = (): Tensor => tf.complex([1, -2], [3, 0.5]);
  const b = (): Tensor => tf.complex([2, 4], [-1, 1]);
  it.each<[string, () => Tensor, number[]]>([
    ['add', () => tf.add(a(), b()), [3, 2, 2, 1.5]],
    ['sub', () => tf.sub(a(), b()), [-1, 4, -6, -0.5]],
    ['mul', () => tf.mul(a(), b()), [5, 5, -8.5, 0]],
    ['mul with a real number', () => tf.mul(a(), tf.scalar(2)), [2, 6, -4, 1]],
    ['concat', () => tf.concat([a(), b()]), [1, 3, -2, 0.5, 2, -1, 4, 1]],
    ['reshape and clone', () => a().reshape([2, 1]).clone(), [1, 3, -2, 0.5]],
    ['zerosLike', () => tf.zerosLike(a()), [0, 0, 0, 0]],
    ['cast to float', () => a().cast('float32'), [1, -2]],
    ['cast from float', () => tf.tensor1d([1, 2]).cast('complex64'), [1, 0, 2, 0]],
    ['real', () => tf.real(a()), [1, -2]],
    ['imag', () => tf.imag(a()), [3, 0.5]],
    ['abs', () => tf.abs(tf.complex([3], [-4])), [5]],
  ])('%s', (_, run, expected) => expectClose(valuesOf(run), expected));
});

describe('Fourier transforms', () => {
  it.each([8, 12, 16])('rfft of %i values', (length) => {
    const values = normals(length, length);
    expectClose(valuesOf(() => tf.spectral.rfft(tf.tensor1d(values))), transform(values, length / 2 + 1));
  });

  it('irfft gives the signal back', () => {
    const values = normals(16, 5);
    expectClose(valuesOf(() => tf.spectral.irfft(tf.spectral.rfft(tf.tensor1d(values)))), Array.from(values));
  });

  it('ifft gives complex values back, row by row', () => {
    const [real, imag] = [normals(12, 1), normals(12, 2)];
    const there = (): Tensor => tf.spectral.fft(tf.complex(tf.tensor2d(real, [3, 4]), tf.tensor2d(imag, [3, 4])));
    expectClose(valuesOf(() => tf.spectral.ifft(there())), Array.from(real).flatMap((value, i) => [value, imag[i]]));
  });

  it('stft of a signal', () => {
    const values = normals(32, 3);
    const all = (length: number): Tensor1D => tf.ones([length]);
    const frames = [0, 8, 16].flatMap((start) => transform(values.subarray(start, start + 16), 9));
    expectClose(valuesOf(() => tf.signal.stft(tf.tensor1d(values), 16, 8, 16, all)), frames);
  });
});
