/**
 * A multilayer perceptron in plain float64 arithmetic, trained by plain gradient descent or Adam, that writes the
 * statistics of each step. It shares nothing with tfjs or with our capture: the rules are tested on what theory gives.
 */
import type { LayerInfo, RunData } from '../../../src/shared/run.js';
import { DEAD_WINDOW } from '../../../src/shared/statistics.js';
import { layer, model, run, type Row } from './syntheticRun.js';

export type Activation = 'relu' | 'tanh' | 'sigmoid' | 'linear' | 'softmax';

export interface Setup {
  inputs: number;
  layers: { units: number; activation: Activation; /** Standard deviation of the weights, from fan-in and fan-out. */ std: (fanIn: number, fanOut: number) => number; bias?: number }[];
  /** Squared error, or cross-entropy for a softmax or sigmoid output. */
  loss: 'squared' | 'crossEntropy';
  data(random: Random): { x: number[][]; y: number[][] };
  batch: number;
  steps: number;
  learningRate: number;
  optimizer?: 'sgd' | 'adam';
  seed?: number;
}

export const he = (fanIn: number) => Math.sqrt(2 / fanIn);
export const glorot = (fanIn: number, fanOut: number) => Math.sqrt(2 / (fanIn + fanOut));

export interface Random {
  uniform(): number;
  normal(): number;
}

/** Mulberry32, and Box-Muller on top. */
export function random(seed: number): Random {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return { uniform, normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()) };
}

/** Gaussian blobs, one per class, one-hot targets. */
export function blobs(classes: number, dimensions: number, count: number, spread = 1) {
  return (r: Random) => {
    const centres = Array.from({ length: classes }, () => Array.from({ length: dimensions }, () => 1.5 * r.normal()));
    const x: number[][] = [];
    const y: number[][] = [];
    for (let i = 0; i < count; i++) {
      const label = Math.floor(r.uniform() * classes);
      x.push(centres[label].map((c) => c + spread * r.normal()));
      y.push(Array.from({ length: classes }, (_, k) => (k === label ? 1 : 0)));
    }
    return { x, y };
  };
}

interface Parameters {
  w: Float64Array;
  b: Float64Array;
  mw: Float64Array;
  vw: Float64Array;
  mb: Float64Array;
  vb: Float64Array;
}

/** Trains and records. */
export function train(setup: Setup): RunData {
  const r = random(setup.seed ?? 1);
  const { x, y } = setup.data(random(1000 + (setup.seed ?? 1)));
  const sizes = [setup.inputs, ...setup.layers.map(({ units }) => units)];
  const parameters = setup.layers.map(({ std, bias }, l): Parameters => {
    const n = sizes[l] * sizes[l + 1];
    const scale = std(sizes[l], sizes[l + 1]);
    const zeros = (k: number) => new Float64Array(k);
    return { w: Float64Array.from({ length: n }, () => scale * r.normal()), b: zeros(sizes[l + 1]).fill(bias ?? 0), mw: zeros(n), vw: zeros(n), mb: zeros(sizes[l + 1]), vb: zeros(sizes[l + 1]) };
  });
  const layers = setup.layers.map(({ units, activation }, l): LayerInfo =>
    layer(l === setup.layers.length - 1 ? 'output' : `hidden_${l + 1}`, l, {
      activation, outputShape: [null, units], weights: [{ name: 'kernel', shape: [sizes[l], units], trainable: true }],
    }));
  const rows: Row[][] = [];
  const losses: number[] = [];
  const silentBefore: boolean[][][] = setup.layers.map(() => []);
  for (let step = 0; step < setup.steps; step++) {
    const rowsOfBatch = Array.from({ length: setup.batch }, (_, i) => (step * setup.batch + i) % x.length);
    const outcome = trainStep(setup, sizes, parameters, rowsOfBatch.map((i) => x[i]), rowsOfBatch.map((i) => y[i]), step, silentBefore);
    rows.push(outcome.rows);
    losses.push(outcome.loss);
  }
  const className = setup.optimizer === 'adam' ? 'AdamOptimizer' : 'SGDOptimizer';
  const optimizer = { className, learningRate: setup.learningRate, learningRateType: 'number', strayProperties: [] };
  const net = model('net', layers, { optimizer });
  return run({ layers, models: [net], loss: losses, row: (one, step) => rows[step][one.depth] });
}

function trainStep(setup: Setup, sizes: number[], parameters: Parameters[], x: number[][], y: number[][], step: number, silentBefore: boolean[][][]) {
  const batch = x.length;
  const outputs: Float64Array[] = [Float64Array.from(x.flat())];
  const rows: Row[] = setup.layers.map(() => ({}));
  setup.layers.forEach(({ activation }, l) => {
    const out = forward(outputs[l], parameters[l], sizes[l], sizes[l + 1], batch, activation);
    outputs.push(out);
    describe(rows[l], out, sizes[l + 1], activation, silentBefore[l]);
  });
  const last = setup.layers.length - 1;
  const { loss, gradient } = lossAndGradient(setup.loss, setup.layers[last].activation, outputs[last + 1], y);
  let upper = gradient;
  for (let l = last; l >= 0; l--) {
    const n = sizes[l + 1];
    rows[l].outputGradientNorm = norm(upper);
    rows[l].outputGradientRms = norm(upper) / Math.sqrt(upper.length);
    const delta = l === last ? preGradient(setup, outputs[last + 1], y, upper) : upper.map((g, i) => g * slope(setup.layers[l].activation, outputs[l + 1][i]));
    const { w } = parameters[l];
    const dw = new Float64Array(w.length);
    const db = new Float64Array(n);
    const lower = new Float64Array(batch * sizes[l]);
    for (let i = 0; i < batch; i++) {
      for (let k = 0; k < n; k++) {
        const d = delta[i * n + k];
        if (d === 0) continue;
        db[k] += d;
        for (let j = 0; j < sizes[l]; j++) {
          dw[j * n + k] += outputs[l][i * sizes[l] + j] * d;
          lower[i * sizes[l] + j] += w[j * n + k] * d;
        }
      }
    }
    update(setup, parameters[l], dw, db, step, rows[l]);
    upper = lower;
  }
  return { loss, rows };
}

function forward(x: Float64Array, { w, b }: Parameters, from: number, to: number, batch: number, activation: Activation): Float64Array {
  const out = new Float64Array(batch * to);
  for (let i = 0; i < batch; i++) {
    for (let k = 0; k < to; k++) {
      let z = b[k];
      for (let j = 0; j < from; j++) z += x[i * from + j] * w[j * to + k];
      out[i * to + k] = activation === 'relu' ? Math.max(0, z) : activation === 'tanh' ? Math.tanh(z) : activation === 'sigmoid' ? 1 / (1 + Math.exp(-z)) : z;
    }
    if (activation === 'softmax') {
      const z = out.subarray(i * to, (i + 1) * to);
      const top = Math.max(...z);
      const sum = z.reduce((s, v) => s + Math.exp(v - top), 0);
      for (let k = 0; k < to; k++) z[k] = Math.exp(z[k] - top) / sum;
    }
  }
  return out;
}

function slope(activation: Activation, a: number): number {
  switch (activation) {
    case 'relu': return a > 0 ? 1 : 0;
    case 'tanh': return 1 - a * a;
    case 'sigmoid': return a * (1 - a);
    default: return 1;
  }
}

/** Loss as tfjs gives it (probabilities clipped at 1e-7), and its gradient with respect to the output. */
function lossAndGradient(kind: Setup['loss'], activation: Activation, a: Float64Array, y: number[][]) {
  const t = y.flat();
  const clip = (p: number) => Math.min(1 - 1e-7, Math.max(1e-7, p));
  const batch = y.length;
  if (kind === 'squared') {
    return { loss: t.reduce((s, v, i) => s + (a[i] - v) ** 2, 0) / t.length, gradient: a.map((v, i) => (2 * (v - t[i])) / t.length) };
  }
  if (activation === 'sigmoid') {
    const loss = t.reduce((s, v, i) => s - v * Math.log(clip(a[i])) - (1 - v) * Math.log(1 - clip(a[i])), 0) / t.length;
    return { loss, gradient: a.map((v, i) => (clip(v) - t[i]) / (clip(v) * (1 - clip(v)) * t.length)) };
  }
  return { loss: t.reduce((s, v, i) => s - v * Math.log(clip(a[i])), 0) / batch, gradient: a.map((v, i) => -t[i] / clip(v) / batch) };
}

/** dL/dz of the output layer. */
function preGradient({ layers, loss }: Setup, a: Float64Array, y: number[][], upper: Float64Array): Float64Array {
  const { activation, units } = layers[layers.length - 1];
  if (activation !== 'softmax') return upper.map((g, i) => g * slope(activation, a[i]));
  if (loss === 'crossEntropy' && units > 1) return a.map((p, i) => (p - y.flat()[i]) / y.length);
  return a.map((p, i) => {
    const row = Math.floor(i / units) * units;
    let inner = 0;
    for (let k = 0; k < units; k++) inner += a[row + k] * upper[row + k];
    return p * (upper[i] - inner);
  });
}

function update({ optimizer, learningRate }: Setup, p: Parameters, dw: Float64Array, db: Float64Array, step: number, row: Row): void {
  row.weightGradientNorm = Math.hypot(norm(dw), norm(db));
  row.weightNorm = Math.hypot(norm(p.w), norm(p.b));
  const move = (values: Float64Array, gradient: Float64Array, m: Float64Array, v: Float64Array) => {
    let squares = 0;
    for (let i = 0; i < values.length; i++) {
      let change = learningRate * gradient[i];
      if (optimizer === 'adam') {
        m[i] = 0.9 * m[i] + 0.1 * gradient[i];
        v[i] = 0.999 * v[i] + 0.001 * gradient[i] ** 2;
        change = (learningRate * m[i]) / (1 - 0.9 ** (step + 1)) / (Math.sqrt(v[i] / (1 - 0.999 ** (step + 1))) + 1e-8);
      }
      values[i] -= change;
      squares += change * change;
    }
    return squares;
  };
  row.updateNorm = Math.sqrt(move(p.w, dw, p.mw, p.vw) + move(p.b, db, p.mb, p.vb));
  row.updateToWeightRatio = row.updateNorm / row.weightNorm;
}

function describe(row: Row, a: Float64Array, units: number, activation: Activation, silentBefore: boolean[][]): void {
  const n = a.length;
  row.activationRms = norm(a) / Math.sqrt(n);
  row.activationMean = a.reduce((s, v) => s + v, 0) / n;
  const saturates = activation === 'sigmoid' || activation === 'tanh';
  const full = activation === 'sigmoid' ? 0.25 : 1;
  row.saturatedFraction = saturates ? a.reduce((s, v) => s + (slope(activation, v) < 0.01 * full ? 1 : 0), 0) / n : 0;
  row.activationSlope = activation === 'softmax' ? Number.NaN : a.reduce((s, v) => s + slope(activation, v), 0) / n;
  const silent = Array.from({ length: units }, (_, k) => a.every((v, i) => i % units !== k || v === 0));
  silentBefore.push(silent);
  const window = silentBefore.slice(-DEAD_WINDOW);
  row.silentFraction = silent.filter(Boolean).length / units;
  row.deadFraction = silent.filter((_, k) => window.every((one) => one[k])).length / units;
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((s, v) => s + v * v, 0));
}
