/** The SIMD kernel against plain double-precision loops, over everything that a float32 can hold. */
import { beforeAll, describe, expect, it } from 'vitest';
import { DEAD_WINDOW, HISTOGRAM_BINS } from '../../../src/shared/statistics.js';
import { ownMemory } from '../../../src/trainer/capture/memory.js';
import { Statistics } from '../../../src/trainer/capture/statistics.js';
import { compileKernel } from './kernel.js';

let statistics: Statistics;

beforeAll(() => {
  statistics = new Statistics(compileKernel(), ownMemory());
});

/** A small generator of our own: tests must not depend on the seeding under test. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function normals(length: number, scale: number, seed = 1): Float32Array {
  const random = uniform(seed);
  return Float32Array.from({ length }, () => scale * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
}

function naive(values: Float32Array, lowest = -Infinity, highest = Infinity): Record<string, number> {
  let sumOfSquares = 0, sum = 0, max = 0, zeros = 0, nonFinite = 0, outside = 0;
  for (const x of values) {
    sumOfSquares += x * x;
    sum += x;
    max = Math.max(max, Math.abs(x));
    if (x === 0) zeros++;
    if (!Number.isFinite(x)) nonFinite++;
    if ((x < lowest || x > highest) && (lowest > -Infinity || highest < Infinity)) outside++;
  }
  return { sumOfSquares, sum, max, zeros, nonFinite, outside };
}

function naiveBins(values: Float32Array): number[] {
  const bins = new Array<number>(HISTOGRAM_BINS).fill(0);
  for (const x of values) {
    const size = Math.abs(x);
    let bin = 0;
    if (!(size < 2 ** 7)) bin = 47;
    else while (bin < 46 && size >= 2 ** (bin - 39)) bin++;
    bins[bin]!++;
  }
  return bins;
}

function expectSame(actual: number, expected: number, scale = Math.abs(expected)): void {
  if (!Number.isFinite(expected)) expect(actual).toBe(expected);
  else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * Math.max(scale, Math.abs(expected)));
}

/** Squares are summed in float32 within blocks. */
function expectClose(actual: number, expected: number): void {
  if (!Number.isFinite(expected)) expect(actual).toBe(expected);
  else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-6 * expected);
}

const tensors: [string, Float32Array][] = [
  ['one element', Float32Array.of(-3.5)],
  ['seven elements', normals(7, 1)],
  ['normal numbers', normals(1000, 1)],
  ['a length that is no multiple of any vector', normals(1003, 1)],
  ['numbers whose squares underflow float32', normals(515, 1e-30)],
  ['denormal numbers', normals(129, 1e-40)],
  ['the smallest number there is', new Float32Array(9).fill(2 ** -149)],
  ['numbers whose squares overflow float32', normals(515, 1e30)],
  ['the largest number there is', new Float32Array(17).fill(3.4028234663852886e38)],
  ['one large among many small', normals(900, 1e-20).fill(1e20, 400, 401)],
  ['zeros of both signs', Float32Array.from({ length: 21 }, (_, i) => (i % 2 ? 0 : -0))],
  ['zeros among others', normals(321, 1).map((x, i) => (i % 3 ? x : 0))],
  ['a NaN', normals(333, 1).fill(NaN, 100, 101)],
  ['a NaN in the tail', normals(333, 1).fill(NaN, 332)],
  ['an infinity', normals(333, 1).fill(Infinity, 7, 8)],
  ['negative infinities', normals(333, 1).fill(-Infinity, 7, 11)],
  ['infinities of both signs', normals(40, 1).fill(Infinity, 7, 8).fill(-Infinity, 20, 21)],
  ['NaN and infinity', normals(40, 1).fill(Infinity, 7, 8).fill(NaN, 20, 22)],
];

describe('a summary', () => {
  it.each(tensors)('of %s is that of the plain formulas', (_, values) => {
    const expected = naive(values, -0.5, 1);
    const actual = statistics.summarize(values, values.length, true, 1, { lowest: -0.5, highest: 1 });
    const magnitude = values.reduce((sum, x) => sum + Math.abs(x), 0);
    expectSame(actual.sumOfSquares, expected.sumOfSquares!);
    expectSame(actual.sum, expected.sum!, magnitude);
    expect(actual).toMatchObject({ max: expected.max, zeros: expected.zeros, nonFinite: expected.nonFinite, outside: expected.outside });
    expect([...actual.bins!]).toEqual(naiveBins(values));
  });

  it('puts powers of two at the lower edges of their bins', () => {
    const edges = Float32Array.from({ length: 48 }, (_, k) => 2 ** (k - 40));
    const { bins } = statistics.summarize(edges, edges.length, true);
    expect([...bins!]).toEqual(Array.from({ length: 48 }, () => 1));
  });

  it('samples the histograms of large tensors, without falling in step with the units', () => {
    const units = 64;
    const values = Float32Array.from({ length: 2048 * units }, (_, i) => (i % units < 16 ? 0 : 0.75));
    const { bins } = statistics.summarize(values, values.length, true, units);
    expect(bins![0]! / values.length).toBeCloseTo(0.25, 2);
    expect(bins![39 + 0]! / values.length).toBeCloseTo(0.75, 2);
    expect(bins!.reduce((a, b) => a + b)).toBeCloseTo(values.length, 3);
  });
});

describe('magnitudes', () => {
  it.each(tensors)('of %s are those of the plain formulas', (_, values) => {
    const expected = naive(values);
    const actual = statistics.magnitudes(values, values.length, true);
    expectClose(actual.sumOfSquares, expected.sumOfSquares!);
    expect(actual).toMatchObject({ length: values.length, max: expected.max, zeros: expected.zeros, nonFinite: expected.nonFinite });
    expect([...actual.bins!]).toEqual(naiveBins(values));
  });

  it.each([
    ['each as large as the last but 2^-k of it', (i: number) => 2 ** -(i / 64)],
    ['falling from 1e20 to 1e-25', (i: number) => 10 ** (20 - 45 * (i / 4096))],
    ['all the same', () => 0.1],
    ['at the upper edge of what float32 can square', () => 2 ** 56],
    ['beyond it', () => 2 ** 63.5],
    ['at the lower edge', () => 2 ** -32],
    ['below it', () => 2 ** -33],
    ['tiny beside one that is not', (i: number) => (i % 256 === 0 ? 1e-9 : 3e-20)],
  ])('sum the squares of numbers %s', (_, value) => {
    const values = Float32Array.from({ length: 4099 }, (__, i) => value(i));
    const { sumOfSquares } = statistics.magnitudes(values, values.length, false);
    expectClose(sumOfSquares, naive(values).sumOfSquares!);
  });
});

describe('a comparison', () => {
  it.each([[1, 1e-3], [1e-3, 1e-6], [1e-30, 1e-33], [1e30, 1e27], [1e-20, 1], [1, 0]])('of weights of size %d with changes of size %d', (size, change) => {
    const before = normals(1021, size);
    const after = normals(1021, change, 2).map((d, i) => d + before[i]!);
    let weights = 0, changes = 0;
    before.forEach((w, i) => {
      weights += w * w;
      changes += (after[i]! - w) ** 2;
    });
    const compared = statistics.compare(before, after, before.length);
    expectClose(compared.before, weights);
    expectClose(compared.change, changes);
    expect(compared.nonFinite).toBe(0);
  });

  it('of a block of zeros that takes its first, tiny step, and of one that stands still among others that move', () => {
    const before = new Float32Array(1024).fill(0.25, 256);
    const after = Float32Array.from(before, (w, i) => (i < 256 ? 1e-25 : i < 512 ? w : w + 1e-3));
    expectClose(statistics.compare(before, after, 256).change, 256 * Math.fround(1e-25) ** 2);
    const { before: weights, change } = statistics.compare(before, after, 1024);
    expectClose(weights, 768 * 0.0625);
    expectClose(change, 512 * (Math.fround(0.251) - 0.25) ** 2);
  });

  it('counts what is not finite afterwards', () => {
    const after = normals(70, 1).fill(NaN, 3, 5).fill(Infinity, 69);
    expect(statistics.compare(normals(70, 1), after, 70)).toMatchObject({ nonFinite: 3, change: NaN });
  });
});

describe('units', () => {
  function naiveDeviation(values: Float32Array, units: number): number {
    const rows = values.length / units;
    let total = 0;
    for (let u = 0; u < units; u++) {
      const column = Array.from({ length: rows }, (_, r) => values[r * units + u]!);
      const mean = column.reduce((a, b) => a + b) / rows;
      total += Math.sqrt(column.reduce((a, x) => a + (x - mean) ** 2, 0) / rows);
    }
    return total / units;
  }

  it.each([[64, 32, 1], [33, 10, 1], [128, 1, 1], [16, 5, 1e-30], [16, 12, 1e30], [1, 8, 1], [7, 23, 1e-40]])(
    'deviate over %d rows of %d at scale %d as the plain formula says',
    (rows, units, scale) => {
      const values = normals(rows * units, scale);
      const max = values.reduce((a, x) => Math.max(a, Math.abs(x)), 0);
      const { meanDeviation } = statistics.summarizeUnits(values, values.length, max, statistics.unitHistory(units), 0);
      const expected = naiveDeviation(values, units);
      expect(Math.abs(meanDeviation - expected)).toBeLessThanOrEqual(1e-5 * expected);
    },
  );

  it('deviate by exactly 0 when all rows are equal, however large they are', () => {
    const row = normals(13, 1e3);
    const values = Float32Array.from({ length: 13 * 50 }, (_, i) => row[i % 13]!);
    expect(statistics.summarizeUnits(values, values.length, 3e3, statistics.unitHistory(13), 0).meanDeviation).toBe(0);
  });

  it('show small deviations on top of a large mean', () => {
    const noise = normals(256 * 8, 1e-3);
    const values = noise.map((x) => 100 + x);
    const { meanDeviation } = statistics.summarizeUnits(values, values.length, 101, statistics.unitHistory(8), 0);
    expect(meanDeviation / naiveDeviation(values, 8)).toBeCloseTo(1, 4);
  });

  it('are silent in a batch of zeros, and dead after a window of such', () => {
    const units = 11;
    const history = statistics.unitHistory(units);
    // Unit 0 is never active, unit 1 in the first batch only, unit 2 in every other one, the rest always.
    const batch = (step: number): Float32Array => Float32Array.from({ length: 4 * units }, (_, i) => {
      const unit = i % units;
      if (unit === 0 || (unit === 1 && step > 0) || (unit === 2 && step % 2 === 1)) return i % 3 ? 0 : -0;
      return i === unit + 2 * units ? -1e-42 : 0;
    });
    const seen = Array.from({ length: DEAD_WINDOW + 2 }, (_, step) => {
      const { silent, dead } = statistics.summarizeUnits(batch(step), 4 * units, 1, history, step);
      return [silent, dead];
    });
    expect(seen[0]).toEqual([1, 1]);
    expect(seen[1]).toEqual([3, 1]);
    expect(seen[2]).toEqual([2, 1]);
    expect(seen[DEAD_WINDOW - 1]).toEqual([3, 1]);
    expect(seen[DEAD_WINDOW]).toEqual([2, 2]);
    expect(seen[DEAD_WINDOW + 1]).toEqual([3, 2]);
  });
});
