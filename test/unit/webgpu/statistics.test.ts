/** Statistics computed on the GPU against plain double-precision loops, over everything that a float32 can hold. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { DEAD_WINDOW } from '../../../src/shared/statistics.js';
import { GpuProbe } from '../../../src/trainer/capture/gpu/probe.js';
import type { Row } from '../../../src/trainer/capture/rows.js';
import { engineOf } from '../../../src/trainer/capture/tfjs.js';
import { normals } from '../backend/numbers.js';
import { describeWebgpu, loadWebgpu, type LoadedWebgpu } from './support.js';

let loaded: LoadedWebgpu;
let probe: GpuProbe;

/** A tensor whose values are in the GPU's memory, all their bits as they are. */
function onGpu(values: Float32Array, shape: number[] = [values.length]): Tensor {
  const { tf, webgpu: { backend: { device } } } = loaded;
  const buffer = device.createBuffer({
    size: values.byteLength, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST, mappedAtCreation: true,
  });
  new Float32Array(buffer.getMappedRange()).set(values);
  buffer.unmap();
  return tf.tensor({ buffer, zeroCopy: true }, shape, 'float32');
}

function scaled(values: Float32Array, scale: number): Float32Array {
  return values.map((x) => x * scale);
}

function plain(values: Float32Array, lowest: number, highest: number): Record<string, number> {
  let sumOfSquares = 0, sum = 0, size = 0, max = 0, zeros = 0, nonFinite = 0, outside = 0;
  for (const x of values) {
    sumOfSquares += x * x;
    sum += x;
    size += Math.abs(x);
    max = Math.max(max, Math.abs(x));
    if (x === 0) zeros++;
    if (!Number.isFinite(x)) nonFinite++;
    if (x < lowest || x > highest) outside++;
  }
  return { sumOfSquares, sum, size, max, zeros, nonFinite, outside };
}

function binOf(x: number): number {
  const size = Math.abs(x);
  if (!(size < 2 ** 7)) return 47;
  return size < 2 ** -39 ? 0 : Math.floor(Math.log2(size)) + 40;
}

/** Equal as numbers, infinities and NaN included, or within a part of `of`. */
function expectClose(actual: number, expected: number, of = Math.abs(expected), name = ''): void {
  if (!Number.isFinite(expected)) expect(actual, name).toBe(expected);
  else expect(Math.abs(actual - expected), name).toBeLessThanOrEqual(2e-6 * of);
}

const noise = normals(5000, 1);
const long = normals(300_000, 2);
/** One value among those of another tensor. */
const among = (values: Float32Array, at: number, ...others: number[]): Float32Array => {
  const copy = values.slice();
  copy.set(others, at);
  return copy;
};

const tensors: Record<string, Float32Array> = {
  'normals': noise,
  'one element': Float32Array.of(-3.25),
  'zeros': new Float32Array(100),
  'negative zeros and sparse values': noise.map((x, i) => (i % 3 === 0 ? x : i % 3 === 1 ? -0 : 0)),
  'squares that float32 cannot hold: small': scaled(noise, 1e-30),
  'squares that float32 cannot hold: large': scaled(noise, 1e30),
  'the largest numbers': Float32Array.of(3.4028234663852886e38, -3.4e38, 1e38, 2),
  'subnormal numbers': scaled(noise, 1e-42),
  'numbers of all sizes': noise.map((x, i) => x * 10 ** (i % 70 - 35)),
  'a NaN': among(noise, 4321, NaN),
  'infinity': among(noise, 7, Infinity),
  'both infinities': among(noise, 7, Infinity, -Infinity),
  'only NaN': new Float32Array(70).fill(NaN),
  'many blocks': long,
  'many blocks, one of them large': among(long, 150_000, 1e25),
  'whole numbers': Float32Array.from({ length: 4000 }, (_, i) => i % 7 - 3),
};

describeWebgpu('statistics on the GPU', () => {
  beforeAll(async () => {
    loaded = await loadWebgpu();
    probe = new GpuProbe(loaded.webgpu, engineOf(loaded.tf), true, null);
  });

  it.each(Object.keys(tensors))('of %s', (name) => {
    const values = tensors[name];
    const bounds = { lowest: -0.5, highest: 2 ** -149 };
    const summary = probe.summarize(onGpu(values), bounds);
    probe.drain();
    const expected = plain(values, bounds.lowest, bounds.highest);
    expectClose(summary.sumOfSquares, expected.sumOfSquares, expected.sumOfSquares, 'sum of squares');
    expectClose(summary.sum, expected.sum, expected.size, 'sum');
    expect(summary).toMatchObject({
      length: values.length, max: expected.max, zeros: expected.zeros, nonFinite: expected.nonFinite, outside: expected.outside,
    });
    const total = summary.bins!.reduce((sum, count) => sum + count, 0);
    expect(total).toBeCloseTo(values.length, 3);
  });

  it('bins magnitudes by their exponents, to the bit', () => {
    const values = Float32Array.from({ length: 2000 }, (_, i) => (i % 2 ? -1 : 1) * 2 ** (i % 60 - 45) * (1 + i / 4000));
    const edges = among(values, 0, 0, NaN, Infinity, 1, 0.9999999403953552, 128, 127.99999237060547, 2 ** -39, 1e-45);
    const summary = probe.summarize(onGpu(edges));
    probe.drain();
    const expected = new Array<number>(48).fill(0);
    for (const x of edges) expected[binOf(x)]++;
    expect(summary.bins).toEqual(expected);
  });

  it('tells the deviation of an output that is nearly constant', () => {
    const constant = probe.summarize(onGpu(new Float32Array(60_000).fill(0.7310585975646973)));
    const narrow = scaled(noise, 1e-5).map((x) => 0.75 + x);
    const nearly = probe.summarize(onGpu(narrow));
    probe.drain();
    const variance = ({ sumOfSquares, sum, length }: typeof nearly): number => sumOfSquares / length - (sum / length) ** 2;
    expect(Math.abs(variance(constant))).toBeLessThan(1e-13);
    const mean = narrow.reduce((total, x) => total + x, 0) / narrow.length;
    const expected = narrow.reduce((total, x) => total + (x - mean) ** 2, 0) / narrow.length;
    expect(variance(nearly) / expected).toBeCloseTo(1, 3);
  });

  it('of a change: small against the weights, of all sizes, with NaN and infinities', () => {
    const { tf } = loaded;
    const changes: [Float32Array, Float32Array][] = [
      [noise, noise.map((x) => x * 1.001)], [noise, noise], [new Float32Array(50), noise.slice(0, 50)],
      [scaled(noise, 1e-30), scaled(noise, 1.01e-30)], [scaled(noise, 1e30), scaled(noise, -1e30)],
      [among(scaled(noise, 1e-20), 0, 1), among(scaled(noise, 1.5e-20), 0, 1)],
      [noise, among(noise, 3, NaN)], [noise, among(noise, 3, Infinity)], [among(noise, 3, Infinity), among(noise, 3, Infinity)],
      [among(noise, 3, -Infinity), noise], [long, long.map((x) => x + 1e-3)],
    ];
    const results = changes.map(([before, after]) => probe.compare(onGpu(before) as Variable, onGpu(after)));
    probe.drain();
    changes.forEach(([before, after], i) => {
      let old = 0, change = 0;
      before.forEach((x, k) => {
        old += x * x;
        change += (after[k] - x) ** 2;
      });
      expectClose(results[i].before, old, old, `before ${i}`);
      expectClose(results[i].change, change, change, `change ${i}`);
      expect(results[i].nonFinite).toBe(after.filter((x) => !Number.isFinite(x)).length);
    });
    tf.disposeVariables();
  });

  it.each([[32, 10], [1, 7], [1000, 3], [20_000, 2], [64, 300], [5, 70_000]])('of units: %i rows, %i units', (rows, units) => {
    const values = normals(rows * units, 3).map((x, i) => {
      const unit = i % units;
      return unit % 3 === 0 ? 0 : unit % 3 === 1 ? 100 : x * 10 ** (unit % 9 - 4) + 3;
    });
    const row = { captures: 1 } as Row;
    const output = onGpu(values, [rows, units]);
    const summary = probe.summarizeUnits(row, output, probe.summarize(output));
    probe.drain();
    let deviations = 0;
    for (let unit = 0; unit < units; unit++) {
      let sum = 0, squares = 0;
      for (let r = 0; r < rows; r++) sum += values[r * units + unit];
      for (let r = 0; r < rows; r++) squares += (values[r * units + unit] - sum / rows) ** 2;
      deviations += Math.sqrt(squares / rows);
    }
    expect(Math.abs(summary.meanDeviation - deviations / units)).toBeLessThanOrEqual(1e-5 * deviations / units);
    expect(summary).toMatchObject({ units, silent: Math.ceil(units / 3), dead: Math.ceil(units / 3) });
  });

  it('remembers when units were active', () => {
    const row = { captures: 0 } as Row;
    const seen = Array.from({ length: DEAD_WINDOW + 5 }, (_, step) => {
      row.captures++;
      // Unit 0 always, unit 1 at the first capture alone, unit 2 never.
      const output = onGpu(Float32Array.of(1, step === 0 ? 1 : 0, 0, -1, 0, -0), [2, 3]);
      const units = probe.summarizeUnits(row, output, probe.summarize(output));
      probe.stepOver();
      return units;
    });
    probe.drain();
    expect(seen.map(({ silent }) => silent)).toEqual(seen.map((_, step) => (step === 0 ? 1 : 2)));
    expect(seen.map(({ dead }) => dead)).toEqual(seen.map((_, step) => (step < DEAD_WINDOW ? 1 : 2)));
  });

  it('does what waits for results in order, and lets at most four steps wait', () => {
    const done: number[] = [];
    const tensor = onGpu(noise);
    for (let step = 0; step < 20; step++) {
      const summary = probe.summarize(tensor);
      probe.settle(() => {
        expect(summary.length).toBe(noise.length);
        expect(summary.max).toBeGreaterThan(0);
        done.push(step);
      });
      probe.stepOver();
      expect(done.length).toBeGreaterThanOrEqual(step - 3);
    }
    probe.drain();
    expect(done).toEqual(Array.from({ length: 20 }, (_, step) => step));
  });

  it('brings whole small tensors back', () => {
    const { tf } = loaded;
    const mask = tf.tensor([1, 0, 3, 0]).add(tf.tensor([0, 0, 1, 0])).greater(0);
    const elements = probe.elements(mask);
    const floats = probe.elements(onGpu(noise));
    probe.drain();
    expect([...Array.from(elements.values!)]).toEqual([1, 0, 1, 0]);
    expect(floats.values).toEqual(noise);
  });
});
