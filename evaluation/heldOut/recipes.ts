/** Data of the held-out cases, made from `Math.random`, which a run seeds. This file is copied beside their programs. */

interface Data {
  x: number[][];
  y: number[][];
  /** Shape of a row of x, where it is no vector. */
  shape?: number[];
}

interface Options {
  n?: number;
  dims?: number;
  classes?: number;
  /** Rows and columns of an image, or time steps. */
  size?: number;
  /** Factor of all inputs, or of each column. */
  scale?: number | number[];
  shift?: number;
  targetScale?: number;
  targetShift?: number;
  noise?: number;
  /** Share of the first class, of wrong labels. */
  share?: number;
  /** How labels are written. */
  labels?: 'one-hot' | 'number' | 'sign';
  /** A value that stands once in the inputs or targets. */
  broken?: 'nan-input' | 'nan-target' | 'infinite-input';
  spread?: number;
}

const uniform = (low = 0, high = 1): number => low + (high - low) * Math.random();
const normal = (): number => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

function label(k: number, classes: number, labels: Options['labels'] = 'one-hot'): number[] {
  if (labels === 'number') return [k];
  if (labels === 'sign') return [2 * k - 1];
  return times(classes, (i) => (i === k ? 1 : 0));
}

function rescaled(data: Data, { scale = 1, shift = 0, broken }: Options): Data {
  const x = data.x.map((row) => row.map((value, c) => shift + value * (typeof scale === 'number' ? scale : scale[c % scale.length]!)));
  if (broken === 'nan-input') x[7]![0] = NaN;
  if (broken === 'infinite-input') x[7]![0] = Infinity;
  if (broken === 'nan-target') data.y[7]![0] = NaN;
  return { ...data, x };
}

/** Gaussian clusters; `share` of the labels are drawn anew. */
function groups(options: Options): Data {
  const { n = 320, dims = 12, classes = 5, labels, noise = 0, spread = 1 } = options;
  const centres = times(classes, () => times(dims, () => 1.5 * normal()));
  const rows = times(n, (i) => ({ k: i % classes, x: centres[i % classes]!.map((c) => c + spread * normal()) }));
  const told = (k: number): number => (Math.random() < noise ? Math.floor(uniform(0, classes)) : k);
  return rescaled({ x: rows.map(({ x }) => x), y: rows.map(({ k }) => label(told(k), classes, labels)) }, options);
}

/** Two clusters, the first with `share` of the rows. */
function rare(options: Options): Data {
  const { n = 400, dims = 8, share = 0.05, labels = 'number' } = options;
  const centres = times(2, () => times(dims, () => normal()));
  const k = times(n, () => (Math.random() < share ? 1 : 0));
  return { x: k.map((one) => centres[one]!.map((c) => c + normal())), y: k.map((one) => label(one, 2, labels)) };
}

/** A linear function, or with `spread` a smooth one, of normal inputs. */
function plane(options: Options): Data {
  const { n = 320, dims = 6, targetScale = 1, targetShift = 0, noise = 0.1, spread = 0, broken } = options;
  const w = times(dims, () => normal());
  const x = times(n, () => times(dims, () => normal()));
  const bent = (row: number[]): number => spread * (Math.sin(2 * row[0]!) + row[1]! * row[2]!);
  const y = x.map((row) => [targetShift + targetScale * (row.reduce((sum, v, c) => sum + v * w[c]!, 0) / Math.sqrt(dims) + bent(row) + noise * normal())]);
  return rescaled({ x, y }, { ...options, broken });
}

/** Images with a bar, across, upright or slanting. */
function bars(options: Options): Data {
  const { n = 160, size = 10, labels } = options;
  const rows = times(n, (i) => {
    const k = i % 3;
    const at = Math.floor(uniform(1, size - 1));
    const lit = (r: number, c: number): boolean => (k === 0 ? r === at : k === 1 ? c === at : (r + c) % size === at);
    return { k, x: times(size * size, (p) => Math.min(1, Math.max(0, (lit(Math.floor(p / size), p % size) ? 0.9 : 0.05) + 0.1 * normal()))) };
  });
  return { ...rescaled({ x: rows.map(({ x }) => x), y: rows.map(({ k }) => label(k, 3, labels)) }, options), shape: [size, size, 1] };
}

/** Waves of `classes` frequencies with any phase. */
function waves({ n = 240, size = 24, classes = 3 }: Options): Data {
  const rows = times(n, (i) => {
    const phase = uniform(0, 2 * Math.PI);
    return { k: i % classes, x: times(size, (t) => Math.sin(phase + (2 * Math.PI * t * (1 + (i % classes))) / 12) + 0.2 * normal()) };
  });
  return { x: rows.map(({ x }) => x), y: rows.map(({ k }) => label(k, classes)), shape: [size, 1] };
}

/** Sequences around a level; the label is its sign. */
function levels({ n = 240, size = 8, dims = 2, spread = 1 }: Options): Data {
  const rows = times(n, (i) => ({ k: i % 2, x: times(size * dims, () => (i % 2 ? 0.7 : -0.7) + spread * normal()) }));
  return { x: rows.map(({ x }) => x), y: rows.map(({ k }) => [k]), shape: [size, dims] };
}

/** Sequences of words; the class is that of most of its words. */
function words({ n = 320, size = 12, dims = 60, classes = 3, labels }: Options): Data {
  const rows = times(n, (i) => {
    const k = i % classes;
    return { k, x: times(size, () => (Math.random() < 0.6 ? k + classes * Math.floor(uniform(0, dims / classes)) : Math.floor(uniform(0, dims)))) };
  });
  return { x: rows.map(({ x }) => x), y: rows.map(({ k }) => label(k, classes, labels)) };
}

/** Points near a plane of `classes` dimensions, to be given back. */
function lowRank({ n = 320, dims = 12, classes = 3 }: Options): Data {
  const w = times(classes, () => times(dims, () => normal() / Math.sqrt(classes)));
  const x = times(n, () => {
    const z = times(classes, () => normal());
    return times(dims, (c) => z.reduce((sum, v, i) => sum + v * w[i]![c]!, 0) + 0.05 * normal());
  });
  return { x, y: x };
}

/** Images to be given back: most pixels are always dark. */
function darkImages({ n = 160, size = 10 }: Options): Data {
  const { x } = bars({ n, size });
  const dim = x.map((row) => row.map((value, p) => (p % size < size / 2 ? 0 : value)));
  return { x: dim, y: dim };
}

/** The third number of a sequence, to be found at its end. */
function third({ n = 256, size = 100 }: Options): Data {
  const x = times(n, () => times(size, () => normal()));
  return { x, y: x.map((row) => [row[2]! > 0 ? 1 : 0]), shape: [size, 1] };
}

/** Targets that have nothing to do with the inputs. */
function chance({ n = 640, dims = 8, classes = 3, labels }: Options): Data {
  return {
    x: times(n, () => times(dims, () => normal())),
    y: times(n, () => (labels ? label(Math.floor(uniform(0, classes)), classes, labels) : [normal()])),
  };
}

/** By the names in the cases. */
export const heldOutRecipes: Record<string, (options: Options) => Data> = {
  groups, rare, plane, bars, waves, levels, words, lowRank, darkImages, third, chance,
};
