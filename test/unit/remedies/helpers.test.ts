/** The helper modules against numbers worked out by hand, for every optimizer and every way of training. */
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { gradientClippingSource } from '../../../src/remedies/optimizers/helpers/gradientClipping.js';
import type { ModuleStyle } from '../../../src/remedies/optimizers/helpers/helperText.js';
import { learningRateSchedulesSource } from '../../../src/remedies/optimizers/helpers/learningRateSchedules.js';

type Wrap = <T extends tf.Optimizer>(optimizer: T, ...args: number[]) => T;
const STYLES: ModuleStyle[] = ['typescript', 'esm', 'commonjs'];

const require = createRequire(import.meta.url);

/** Every function of the modules, by name, and by name and style. */
const helpers: Record<string, Wrap> = {};
for (const source of [gradientClippingSource, learningRateSchedulesSource]) {
  for (const style of STYLES) {
    const module = { exports: {} as Record<string, Wrap> };
    const { outputText } = ts.transpileModule(source(style, '@tensorflow/tfjs'), { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
    new Function('require', 'module', 'exports', outputText)(require, module, module.exports);
    for (const [name, wrap] of Object.entries(module.exports)) helpers[`${name} ${style}`] = helpers[name] = wrap;
  }
}

/** What one update does to new variables that are 0, for these gradients; null for a variable that has none. */
function step(optimizer: tf.Optimizer, gradients: (number[] | null)[], asList = true): number[][] {
  const variables = gradients.map((gradient) => tf.variable(tf.zeros([gradient?.length ?? 1])));
  const list = variables.map(({ name }, i) => ({ name, tensor: (gradients[i] ? tf.tensor1d(gradients[i]) : null) as tf.Tensor }));
  optimizer.applyGradients(asList ? list : Object.fromEntries(list.map(({ name, tensor }) => [name, tensor])));
  return variables.map((variable) => [...variable.dataSync()]);
}

const near = (rows: number[][]): unknown => rows.map((row) => row.map((x) => expect.closeTo(x, 5) as number));

describe('clipping', () => {
  it.each(STYLES)('by the global norm scales all by one factor, as %s', (style) => {
    // Global norm of (3, 0) and (4) is 5; clipped to 2.5, halves everything. Learning rate 1: the step is the negative.
    for (const asList of [true, false]) expect(step(helpers[`withGlobalClipNorm ${style}`]!(tf.train.sgd(1), 2.5), [[3, 0], [4]], asList)).toEqual(near([[-1.5, 0], [-2]]));
  });

  it('by norm treats each variable by itself', () => {
    // Norms 5 and 0.5: the first is scaled by 1/5, the second is within the threshold.
    expect(step(helpers.withClipNorm!(tf.train.sgd(1), 1), [[3, 4], [0.5]])).toEqual(near([[-0.6, -0.8], [-0.5]]));
  });

  it('by value cuts each element', () => {
    expect(step(helpers.withClipValue!(tf.train.sgd(1), 0.5), [[3, -0.2], [-4]])).toEqual(near([[-0.5, 0.2], [0.5]]));
  });

  it('takes gradients that are huge, zero or missing', () => {
    const { withGlobalClipNorm, withClipNorm } = helpers;
    expect(step(withGlobalClipNorm!(tf.train.sgd(1), 5), [[3e30], [4e30]])).toEqual(near([[-3], [-4]]));
    expect(step(withGlobalClipNorm!(tf.train.sgd(1), 5), [[0], [0]])).toEqual(near([[0], [0]]));
    expect(step(withGlobalClipNorm!(tf.train.sgd(1), 1), [null, [2], null, [0]])).toEqual(near([[0], [-1], [0], [0]]));
    expect(step(withClipNorm!(tf.train.sgd(1), 1), [[1e30]])).toEqual(near([[-1]]));
    expect(step(withGlobalClipNorm!(tf.train.sgd(1), 1), [])).toEqual([]);
  });
});

const OPTIMIZERS: [string, () => tf.Optimizer][] = [
  ['SGD', () => tf.train.sgd(0.1)], ['Momentum', () => tf.train.momentum(0.1, 0.9)], ['Adam', () => tf.train.adam(0.1)],
  ['Adamax', () => tf.train.adamax(0.1)], ['RMSProp', () => tf.train.rmsprop(0.1)], ['Adagrad', () => tf.train.adagrad(0.1)],
  ['Adadelta', () => tf.train.adadelta(0.1)],
];

describe('every optimizer', () => {
  it.each(OPTIMIZERS)('%s sees the clipped gradient and keeps its class and configuration', (className, make) => {
    const wrapped = helpers.withClipValue!(make(), 0.5);
    expect(step(wrapped, [[3, -0.2]])).toEqual(near(step(make(), [[0.5, -0.2]])));
    expect(wrapped.getClassName()).toBe(className);
    expect(wrapped.getConfig()).toEqual(make().getConfig());
  });

  it.each(OPTIMIZERS)('%s leaks nothing', (_, make) => {
    const optimizer = helpers.withWarmUp!(helpers.withClipValue!(helpers.withClipNorm!(helpers.withGlobalClipNorm!(make(), 1), 1), 1), 3);
    const variable = tf.variable(tf.zeros([2]));
    const gradient = tf.ones([2]);
    // What the optimizer remembers is made in the first update.
    optimizer.applyGradients([{ name: variable.name, tensor: gradient }]);
    const { numTensors } = tf.memory();
    for (let t = 0; t < 3; t++) optimizer.applyGradients([{ name: variable.name, tensor: gradient }]);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it.each(OPTIMIZERS)('%s makes each update at the scheduled rate, and has its own rate between them', (_, make) => {
    // In these steps, the change of a weight is the learning rate times what does not depend on it.
    const plain = make();
    const wrapped = helpers.withInverseTimeDecay!(make(), 1, 1);
    for (let t = 0; t < 4; t++) {
      const [expected] = step(plain, [[0.3, -2]]);
      expect(step(wrapped, [[0.3, -2]])).toEqual(near([expected!.map((x) => x / (1 + t))]));
      expect(wrapped.getConfig()).toEqual(make().getConfig());
    }
  });
});

describe('schedules', () => {
  /** Learning rate 1 and gradient -1: the change is the rate. */
  const rates = (wrap: (optimizer: tf.Optimizer) => tf.Optimizer, steps: number): number[] => {
    const optimizer = wrap(tf.train.sgd(1));
    return Array.from({ length: steps }, () => step(optimizer, [[-1]])[0]![0]!);
  };
  const expectRates = (actual: number[], expected: number[]): void => expect(actual).toEqual(expected.map((rate) => expect.closeTo(rate, 6) as number));

  it('follow their formulas', () => {
    expectRates(rates((sgd) => helpers.withExponentialDecay!(sgd, 2, 0.25), 5), [1, 0.5, 0.25, 0.125, 0.0625]);
    expectRates(rates((sgd) => helpers.withPolynomialDecay!(sgd, 4, 2), 6), [1, 0.5625, 0.25, 0.0625, 0, 0]);
    expectRates(rates((sgd) => helpers.withInverseSqrtDecay!(sgd), 4), [1, Math.SQRT1_2, 1 / Math.sqrt(3), 0.5]);
    expectRates(rates((sgd) => helpers.withInverseTimeDecay!(sgd, 2, 2), 3), [1, 1 / 2.25, 0.25]);
    expectRates(rates((sgd) => helpers.withWarmUp!(sgd, 4), 6), [0.25, 0.5, 0.75, 1, 1, 1]);
  });

  it('can be combined with each other and with clipping', () => {
    expectRates(rates((sgd) => helpers.withWarmUp!(helpers.withInverseTimeDecay!(helpers.withClipValue!(sgd, 0.1), 1, 1), 2), 3), [0.05, 0.05, 0.1 / 3]);
  });

  it('go on where a saved optimizer was', async () => {
    const first = helpers.withInverseTimeDecay!(tf.train.adam(0.1), 1, 1);
    for (let t = 0; t < 3; t++) step(first, [[1]]);
    const restored = tf.train.adam(0.1);
    await restored.setWeights(await first.getWeights());
    expect(step(helpers.withInverseTimeDecay!(restored, 1, 1), [[1]])[0]![0]).toBeCloseTo(-0.1 / 4, 5);
  });

  it('work in fit, fitDataset and minimize, and in models that are saved with their optimizer', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], useBias: false, kernelInitializer: 'zeros' })] });
    model.compile({ optimizer: helpers.withWarmUp!(tf.train.sgd(0.1), 4), loss: 'meanAbsoluteError' });
    const weight = (): number => model.getWeights()[0]!.dataSync()[0]!;
    const [x, y] = [tf.ones([1, 1]), tf.tensor2d([[9]])];
    await model.fit(x, y, { epochs: 1, verbose: 0 });
    expect(weight()).toBeCloseTo(0.025, 6);
    await model.fitDataset(tf.data.array([{ xs: [1], ys: [9] }]).batch(1), { epochs: 1, verbose: 0 });
    expect(weight()).toBeCloseTo(0.075, 6);
    model.optimizer.minimize(() => tf.losses.absoluteDifference(y, model.apply(x) as tf.Tensor).asScalar());
    expect(weight()).toBeCloseTo(0.15, 6);
    let training: unknown;
    await model.save(tf.io.withSaveHandler(async ({ trainingConfig }) => {
      training = trainingConfig?.optimizer_config;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }), { includeOptimizer: true });
    expect(training).toEqual({ class_name: 'SGD', config: { learningRate: 0.1 } });
  });
});
