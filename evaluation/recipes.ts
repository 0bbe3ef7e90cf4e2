/**
 * The data that the cases learn, made from `Math.random`, which a run seeds. This file is copied beside the programs; see
 * `recipes` in cases/published.json for what each one stands in for.
 */

/** Rows of numbers, and what is to be learned from each. */
export interface Data {
  x: number[][];
  y: number[][];
  /** Shape of a row of x, where it is no vector. */
  shape?: number[];
}

interface Options {
  n?: number;
  dims?: number;
  classes?: number;
  train?: number;
  scale?: number;
  flat?: boolean;
  scaled?: boolean;
  norm?: boolean;
  single?: boolean;
  shuffle?: boolean;
  steps?: number;
  target?: string;
  nan?: number;
  onehot?: number;
  scaleX?: boolean;
  minmax?: boolean;
  factor?: number;
  /** Rows shipped with the cases, for `file` and `autompg`. */
  table?: { rows: number[][]; x?: number[]; y?: number; [key: string]: unknown };
}

const uniform = (low = 0, high = 1): number => low + (high - low) * Math.random();
const normal = (mean = 0, std = 1): number => mean + std * Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const oneHot = (k: number, classes: number): number[] => times(classes, (i) => (i === k ? 1 : 0));

function shuffled<T>(items: readonly T[]): T[] {
  const all = [...items];
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
}

/** Columns with mean 0 and deviation 1. */
function standardized(rows: number[][]): number[][] {
  const columns = rows[0]!.length;
  const means = times(columns, (c) => rows.reduce((sum, row) => sum + row[c]!, 0) / rows.length);
  const stds = times(columns, (c) => Math.sqrt(rows.reduce((sum, row) => sum + (row[c]! - means[c]!) ** 2, 0) / rows.length) || 1);
  return rows.map((row) => row.map((value, c) => (value - means[c]!) / stds[c]!));
}

/** Columns from 0 to 1. */
function normalized(rows: number[][]): number[][] {
  const columns = rows[0]!.length;
  const low = times(columns, (c) => Math.min(...rows.map((row) => row[c]!)));
  const high = times(columns, (c) => Math.max(...rows.map((row) => row[c]!)));
  return rows.map((row) => row.map((value, c) => (value - low[c]!) / (high[c]! - low[c]! || 1)));
}

function fromPairs(pairs: readonly (readonly [number[], number[]])[]): Data {
  return { x: pairs.map(([x]) => x), y: pairs.map(([, y]) => y) };
}

function digits({ n = 1000, scale = 1, flat = true }: Options): Data {
  const blobs = times(10, () => times(4, () => ({ x: uniform(6, 22), y: uniform(6, 22), sigma: uniform(2, 4) })));
  const rows = times(n, (i) => {
    const k = i % 10;
    const dx = Math.round(uniform(-1.5, 1.5));
    const dy = Math.round(uniform(-1.5, 1.5));
    const pixels = times(784, (p) => {
      const px = p % 28;
      const py = Math.floor(p / 28);
      const value = Math.max(...blobs[k]!.map((b) => Math.exp(-((px - b.x - dx) ** 2 + (py - b.y - dy) ** 2) / (2 * b.sigma ** 2))));
      return scale * (value < 0.15 ? 0 : Math.min(1, Math.max(0, value + normal(0, 0.15))));
    });
    return [pixels, oneHot(k, 10)] as const;
  });
  return { ...fromPairs(shuffled(rows)), shape: flat ? undefined : [28, 28, 1] };
}

function circle({ n = 1000, train = 700, factor = 0.8 }: Options): Data {
  const rows = times(n, (i) => {
    const inner = i >= n / 2;
    const angle = (2 * Math.PI * i) / (n / 2);
    const radius = inner ? factor : 1;
    const point = [radius * Math.cos(angle), radius * Math.sin(angle)].map((value) => normal(value, 0.1));
    return [point, oneHot(inner ? 0 : 1, 2).slice(0, 1)] as const;
  });
  return fromPairs(shuffled(rows).slice(0, train));
}

function blob({ n = 1000, train = 700 }: Options): Data {
  const centres = [[-1.28010196, -9.48147536], [0.99324956, -1.29355215], [-1.59264396, -3.39330358]];
  const rows = times(n, (i) => [centres[i % 3]!.map((c) => normal(c, 2)), oneHot(i % 3, 3)] as const);
  return fromPairs(shuffled(rows).slice(0, train));
}

function words({ n = 1000 }: Options): Data {
  const own = times(46, () => times(30, () => Math.floor(uniform(0, 1000))));
  const rows = times(n, () => {
    const k = Math.floor(uniform(0, 46));
    const row = new Array<number>(1000).fill(0);
    for (let i = 0; i < 15; i++) row[own[k]![Math.floor(uniform(0, 30))]!] = 1;
    for (let i = 0; i < 40; i++) row[Math.min(999, Math.floor(1000 ** Math.random()) - 1)] = 1;
    return [row, oneHot(k, 46)] as const;
  });
  return fromPairs(rows);
}

function faces({ n = 128, dims = 2304 }: Options): Data {
  const rows = times(n, () => {
    const pixels = times(dims, () => normal(0.5, 0.15));
    const targets = times(30, () => Math.min(1, Math.max(-1, normal(0, 0.35))));
    targets.forEach((target, t) => {
      for (let i = 0; i < 20; i++) pixels[(t * 73 + i * 31) % dims]! += 0.3 * target;
    });
    return [pixels, targets] as const;
  });
  return fromPairs(rows);
}

function autoMpg({ norm = true, train = 314, table }: Options): Data {
  const rows = shuffled(table!.rows);
  const x = rows.map((row) => row.slice(1));
  const y = normalized(rows.map((row) => row.slice(0, 1)));
  return { x: (norm ? standardized(x) : x).slice(0, train), y: y.slice(0, train) };
}

function shipped({ table, scaleX, minmax, onehot }: Options): Data {
  const rows = shuffled(table!.rows);
  const x = rows.map((row) => row.slice(0, -1));
  const y = rows.map((row) => (onehot ? oneHot(row.at(-1)!, onehot) : row.slice(-1)));
  return { x: scaleX ? standardized(x) : minmax ? normalized(x) : x, y };
}

function gaussians({ n = 400, dims = 16, classes = 10, nan }: Options): Data {
  const centres = times(classes, () => times(dims, () => 1.5 * normal()));
  const data = fromPairs(times(n, (i) => [centres[i % classes]!.map((c) => normal(c)), oneHot(i % classes, classes)] as const));
  if (nan !== undefined) data.x[nan]![0] = NaN;
  return data;
}

/** By the names in the cases. */
export const recipes: Record<string, (options: Options) => Data> = {
  mnistlike: digits,
  circle,
  blob,
  bow: words,
  keypoints: faces,
  autompg: autoMpg,
  file: shipped,
  blobCls: gaussians,
  xor4: () => ({ x: [[1, 1], [1, 0], [0, 0], [0, 1]], y: [[0], [1], [0], [1]] }),
  xor6: () => ({ x: [[1, 1], [0, 0], [1, 0], [0, 1], [1, 1], [0, 0]], y: [[0], [0], [1], [1], [0], [0]] }),
  onesZeros: ({ n = 100, dims = 10 }) => fromPairs(shuffled(times(n, (i) => [new Array<number>(dims).fill(i % 2), [i % 2]] as const))),
  uniformBinary: ({ n = 400, dims = 5 }) =>
    fromPairs(times(n, () => times(dims, () => uniform())).map((x) => [x, [x[0]! + x[1]! > 1 ? 1 : 0]] as const)),
  lin3big: ({ n = 1000 }) =>
    fromPairs(times(n, () => times(3, () => uniform(0, 1e4))).map((x) => [x, [2 * x[0]! + x[1]! + 0.5 * x[2]! + 2.2]] as const)),
  parabola: () => fromPairs(shuffled(times(201, (i) => -10 + 0.1 * i)).slice(0, 151).map((x) => [[x], [x * x + 3]] as const)),
  quadNoise: () => fromPairs(times(50, (i) => 0.1 * i).map((x) => [[x], [5 * x * x + normal() ** 3]] as const)),
  x4: ({ scaled }) => {
    const x = times(400, (i) => [-100 + 0.5 * i]);
    const y = x.map(([value]) => [value! ** 4]);
    return scaled ? { x: standardized(x), y: standardized(y) } : { x, y };
  },
  twoBoxes: ({ n = 200, single }) => fromPairs(shuffled(times(n, (i) => {
    const k = i % 2;
    const x = times(2, () => (k === 0 ? uniform(0.2, 0.4) : uniform(0.5, 0.7)));
    return [x, single ? [k] : oneHot(k, 2)] as const;
  }))),
  line5x: () => fromPairs(shuffled(times(100, (i) => 1 + i / 99)).slice(0, 80).map((x) => [[x], [5 * x]] as const)),
  bits8: ({ shuffle }) => {
    const x = times(256, (byte) => times(8, (bit) => (byte >> bit) & 1));
    return { x, y: shuffle ? shuffled(x) : x };
  },
  ips5: () => {
    const w = uniform(-8, 8);
    const b = uniform(-8, 8);
    return fromPairs(times(8, () => uniform(-8, 8)).map((x) => [[x], [w * x + b + uniform(-1, 1)]] as const));
  },
  ips15: () => fromPairs(times(100, (i) => [[i, 1], [2 * i + 4 + uniform(0, 10)]] as const)),
  ips17: () => fromPairs(times(4, (x) => [[x * x, x], [x * x]] as const)),
  absx: () => fromPairs(times(500, () => uniform(-1.732, 1.732)).map((x) => [[x], [Math.abs(x)]] as const)),
  tmreg: ({ n = 320, dims = 10 }) =>
    fromPairs(times(n, () => times(dims, () => normal())).map((x) => [x, [x[0]! * x[1]! + Math.sin(x[2]!)]] as const)),
  noiseReg: ({ n = 320, dims = 10 }) => fromPairs(times(n, () => [times(dims, () => normal()), [normal()]] as const)),
  noiseCls: ({ n = 320, dims = 10, classes = 2 }) =>
    fromPairs(times(n, () => [times(dims, () => normal()), oneHot(Math.floor(uniform(0, classes)), classes)] as const)),
  seqFirst: ({ n = 256, steps = 30, target }) => ({
    ...fromPairs(times(n, () => times(steps, () => normal())).map((x) => [x, [target === 'sign' ? (x[0]! > 0 ? 1 : 0) : x[0]!]] as const)),
    shape: [steps, 1],
  }),
};
