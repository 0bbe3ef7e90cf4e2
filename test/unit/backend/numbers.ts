/** Seeded numbers for the tests of the backend. */

/** Uniform in [0, 1): mulberry32. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal numbers, by Box and Muller. */
export function normals(count: number, seed: number, deviation = 1): Float32Array {
  const next = uniform(seed);
  return Float32Array.from({ length: count }, () =>
    deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()));
}

/** Whole numbers from 0 to `below` - 1. */
export function integers(count: number, below: number, seed: number): Int32Array {
  const next = uniform(seed);
  return Int32Array.from({ length: count }, () => Math.floor(next() * below));
}

/** The whole numbers from 0 in a random order, a tenth apart, centred at `centre`: no two are equal, or nearly so. */
export function distinct(count: number, seed: number, centre = 0): Float32Array {
  const next = uniform(seed);
  const values = Float32Array.from({ length: count }, (_, i) => centre + (i - count / 2) / 10);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [values[i], values[j]] = [values[j], values[i]];
  }
  return values;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
