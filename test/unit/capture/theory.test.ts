/**
 * What is captured of nets with random weights, against what theory says of them. All weights are drawn, none is trained;
 * seeds are fixed, and tolerances are four standard errors of what was averaged.
 */
import type { LayersModel, Scalar, SymbolicTensor, Tensor, Variable } from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Tfjs } from '../../../src/trainer/backend/index.js';
import { loadTfjs, record, type Recording } from './harness.js';

let tf: Tfjs;

beforeAll(async () => {
  tf = await loadTfjs();
}, 60_000);

afterEach(() => tf.disposeVariables());

const ERRORS = 4;

function normals(shape: number[], seed: number, deviation = 1): Tensor {
  return tf.randomNormal(shape, 0, deviation, 'float32', seed);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

/** Unbiased. */
function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, x) => sum + (x - middle) ** 2, 0) / (values.length - 1);
}

/** One step without an update, whose loss is a random projection of the output: its gradient at the output is the same for all examples. */
function project(model: LayersModel, x: Tensor, seed: number, variables?: Variable[]): void {
  const direction = normals([model.outputs[0]!.shape.at(-1)!], seed);
  tf.train.sgd(0).minimize(() => (model.apply(x) as Tensor).mul(direction).sum() as Scalar, false, variables);
}

/** log(to^2 / from^2) of a statistic of two layers, one for each step. */
function logSquares(recording: Recording, statistic: 'activationRms' | 'outputGradientNorm', from: string, to: string): number[] {
  return recording.steps.map((_, step) => 2 * Math.log(recording.value(to, statistic, step)! / recording.value(from, statistic, step)!));
}

describe('30 ReLU layers of equal width', () => {
  const DEPTH = 30;
  const WIDTH = 96;
  const SEEDS = 6;
  /**
   * Of one layer, the mean square is multiplied by Var(W) * fan_in / 2 (He et al. 2015, eq. 9 and 14): 1 for He, 1/2 for
   * Glorot, whose variance is 1 / fan_in where widths are equal. tfjs draws heNormal from a normal distribution that is cut
   * off at two deviations without making up for it, which leaves 77.4 % of the variance.
   */
  const CUT = 1 - (2 * 2 * Math.exp(-2)) / Math.sqrt(2 * Math.PI) / 0.9544997;
  const gains = { heUniform: 1, heNormal: CUT, glorotUniform: 1 / 2 } as const;

  it.each(Object.entries(gains))('%s: the scale of activations and gradients changes by %f a layer', async (kernelInitializer, gain) => {
    const initializer = (seed: number) => tf.initializers[kernelInitializer as keyof typeof gains]({ seed });
    const recording = await record(tf, () => {
      for (let seed = 1; seed <= SEEDS; seed++) {
        const model = tf.sequential();
        for (let i = 0; i < DEPTH; i++) {
          model.add(tf.layers.dense({
            name: `s${seed}_${i}`, units: WIDTH, activation: 'relu', kernelInitializer: initializer(100 * seed + i), ...(i === 0 && { inputShape: [WIDTH] }),
          }));
        }
        project(model, normals([4, WIDTH], seed), seed);
      }
    });
    const perSeed = (statistic: 'activationRms' | 'outputGradientNorm', sign: 1 | -1): number[] => recording.steps.map((_, step) => {
      const [first, last] = [recording.value(`s${step + 1}_0`, statistic, step)!, recording.value(`s${step + 1}_${DEPTH - 1}`, statistic, step)!];
      return 2 * sign * Math.log(last / first);
    });
    // Chance makes the log of a square vary by 5 / width a layer, and shifts its mean down by half of that (Hanin and Nica 2018).
    const chance = (5 * (DEPTH - 1)) / WIDTH;
    const expected = (DEPTH - 1) * Math.log(gain) - chance / 2;
    const error = Math.sqrt(chance / SEEDS);
    for (const logs of [perSeed('activationRms', 1), perSeed('outputGradientNorm', -1)]) {
      expect(Math.abs(mean(logs) - expected), `${mean(logs)} for ${expected}`).toBeLessThan(ERRORS * error);
    }
  });
});

describe('chance in gradients (Hanin 2018): its variance goes with the sum of the reciprocal widths', () => {
  const HOPS = 12;
  const DRAWS = 60;

  /** Log of the squared gradient from the last hidden layer to the first, over draws of He's weights. */
  async function draws(name: string, widths: readonly number[]): Promise<number[]> {
    const recording = await record(tf, () => {
      const model = tf.sequential();
      widths.forEach((units, i) => model.add(tf.layers.dense({ name: `${name}${i}`, units, activation: 'relu', useBias: false, ...(i === 0 && { inputShape: [16] }) })));
      for (let draw = 0; draw < DRAWS; draw++) {
        tf.tidy(() => model.setWeights(widths.map((units, i) => {
          const fanIn = i === 0 ? 16 : widths[i - 1]!;
          return normals([fanIn, units], 1000 * draw + i + 1, Math.sqrt(2 / fanIn));
        })));
        project(model, normals([1, 16], draw + 1), draw + 1);
      }
    });
    return logSquares(recording, 'outputGradientNorm', `${name}${widths.length - 1}`, `${name}0`).filter(Number.isFinite);
  }

  const constant = (width: number) => Array<number>(HOPS + 1).fill(width);
  // Reciprocals 1/16 and 1/48 are 1/24 on average; the mean width is 32.
  const alternating = Array.from({ length: HOPS + 1 }, (_, i) => (i % 2 === 0 ? 48 : 16));

  it.each([
    ['24 units a layer', constant(24), 0.5], ['96 units a layer', constant(96), 0.125],
    ['48 and 16 units in turns: as with 24', alternating, 0.5],
  ])('%s', async (_, widths, reciprocals) => {
    const logs = await draws(`h${widths[1]}_`, widths);
    // Hanin and Nica 2018: variance 5 times the sum for ReLU, to first order in 1 / width; the error of a variance.
    const expected = 5 * reciprocals;
    expect(Math.abs(Math.log(variance(logs) / expected)), `${variance(logs)} for ${expected}`).toBeLessThan(ERRORS * Math.sqrt(2 / DRAWS));
  });
});

describe('shattered gradients (Balduzzi et al. 2017): how far gradients of different inputs agree', () => {
  const BLOCKS = 6;
  const WIDTH = 192;
  const EXAMPLES = 32;
  const SEEDS = 5;

  /**
   * Blocks of a dense layer and a ReLU, with or without a skip over both. Biases make each unit's input 0 on average over the
   * batch, as batch normalization does: then two inputs switch a unit on together with probability 1/4.
   */
  function net(prefix: string, residual: boolean): LayersModel {
    const input = tf.input({ shape: [WIDTH] });
    let h: SymbolicTensor = input;
    for (let i = 0; i < BLOCKS; i++) {
      const branch = tf.layers.reLU().apply(tf.layers.dense({ name: `${prefix}${i}`, units: WIDTH }).apply(h)) as SymbolicTensor;
      h = residual ? tf.layers.add().apply([h, branch]) as SymbolicTensor : branch;
    }
    return tf.model({ inputs: input, outputs: h });
  }

  function draw(model: LayersModel, prefix: string, x: Tensor, seed: number, residual: boolean): void {
    tf.tidy(() => {
      let h = x;
      for (let i = 0; i < BLOCKS; i++) {
        const kernel = normals([WIDTH, WIDTH], 100 * seed + i, Math.sqrt(2 / WIDTH));
        const bias = h.matMul(kernel).mean(0).neg();
        model.getLayer(`${prefix}${i}`).setWeights([kernel, bias]);
        const branch = h.matMul(kernel).add(bias).relu();
        h = residual ? h.add(branch) : branch;
      }
    });
  }

  /** Mean correlation of two examples' gradients at each dense layer, the last first. */
  async function correlations(residual: boolean): Promise<number[]> {
    const prefix = residual ? 'r' : 'f';
    const recording = await record(tf, () => {
      const model = net(prefix, residual);
      const biases = model.layers.filter(({ name }) => name.startsWith(prefix) && /\d$/.test(name) && !name.includes('_'))
        .map((layer) => (layer.weights[1] as unknown as { val: Variable }).val);
      for (let seed = 1; seed <= SEEDS; seed++) {
        const x = normals([EXAMPLES, WIDTH], seed);
        draw(model, prefix, x, seed, residual);
        project(model, x, seed, biases);
      }
    });
    // The gradient of a bias is the sum of the examples' gradients: |sum|^2 = sum of |g|^2 and, for each pair, twice their product.
    return Array.from({ length: BLOCKS }, (_, k) => mean(recording.steps.map((_, step) => {
      const layer = `${prefix}${BLOCKS - 1 - k}`;
      const [sum, each] = [recording.value(layer, 'weightGradientNorm', step)! ** 2, recording.value(layer, 'outputGradientNorm', step)! ** 2];
      return (sum - each) / ((EXAMPLES - 1) * each);
    })));
  }

  it('halves with each layer of a plain net, and keeps three quarters in each block of a residual one', async () => {
    const plain = await correlations(false);
    const residual = await correlations(true);
    // To a third: the two laws are a factor of 1.5 apart in each block. What width and examples leave to chance grows with depth.
    for (let k = 0; k < BLOCKS; k++) {
      expect(Math.abs(plain[k]! / 2 ** -(k + 1) - 1), `plain, ${k} layers below the last`).toBeLessThan(1 / 3);
      expect(Math.abs(residual[k]! / (0.5 * 0.75 ** k) - 1), `residual, ${k} blocks below the last`).toBeLessThan(1 / 3);
    }
  });
});
