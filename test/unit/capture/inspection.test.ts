import { beforeAll, describe, expect, it } from 'vitest';
import type { Inspection } from '../../../src/shared/run.js';
import { describeBatch } from '../../../src/trainer/capture/inspection/batch.js';
import { describeKernel } from '../../../src/trainer/capture/inspection/kernels.js';
import type { Tfjs } from '../../../src/trainer/backend/index.js';
import { loadTfjs, record, type Recording } from './harness.js';

let tf: Tfjs;
beforeAll(async () => {
  tf = await loadTfjs();
});

const inspections = ({ steps }: Recording): Inspection[] => steps.flatMap(({ inspection }) => inspection ?? []);

describe('what a step was fed', () => {
  it('has the moments, the range and the deviations of the columns', () => {
    // Columns 1, 3 and 10, 10.
    const batch = describeBatch([2, 2], [1, 10, 3, 10]);
    expect(batch).toMatchObject({ mean: 6, min: 1, max: 10, nonFinite: 0, kind: 'integer', rowsSumToOne: false, labelEntropy: null });
    expect(batch.std).toBeCloseTo(Math.sqrt((25 + 16 + 9 + 16) / 4), 12);
    expect(batch.columnStd).toEqual({ smallest: 1, largest: 1, constant: 1 });
  });

  it('counts NaN and infinities, and leaves them out of the moments', () => {
    expect(describeBatch([4], [1, NaN, Infinity, 3])).toMatchObject({ nonFinite: 2, mean: 2, min: 1, max: 3 });
  });

  it('knows one-hot labels, and the entropy of their classes', () => {
    const batch = describeBatch([4, 2], [1, 0, 0, 1, 1, 0, 0, 1]);
    expect(batch).toMatchObject({ kind: 'binary', rowsSumToOne: true });
    expect(batch.labelEntropy).toBeCloseTo(Math.log(2), 12);
  });

  it('knows the entropy of labels in a single column', () => {
    expect(describeBatch([4, 1], [0, 0, 0, 1]).labelEntropy).toBeCloseTo(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25), 12);
    expect(describeBatch([4, 1], [0.5, 0, 0, 1]).labelEntropy).toBeNull();
  });
});

describe('kernels', () => {
  it('counts the units that are copies of another', () => {
    // Three inputs, four units: the first, second and fourth are alike.
    const kernel = new Float32Array([1, 1, 5, 1, 2, 2, 6, 2, 3, 3, 7, 3]);
    expect(describeKernel('dense', [3, 4], kernel)).toMatchObject({ fanIn: 3, units: 4, duplicateUnits: 3 });
    expect(describeKernel('dense', [3, 4], Float32Array.from({ length: 12 }, (_, i) => i)).duplicateUnits).toBe(0);
  });
});

function classifier(loss: string | ((labels: never, predictions: never) => never), more: object = {}) {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 3, inputShape: [2], kernelRegularizer: tf.regularizers.l2({ l2: 0.5 }), kernelInitializer: 'ones' }),
      tf.layers.dense({ units: 2, activation: 'softmax', name: 'top' }),
    ],
  });
  model.compile({ loss: loss as never, optimizer: tf.train.sgd(0.01), ...more });
  return model;
}

describe('inspected steps', () => {
  it('are 0, 1, 2, 4, 8 ... of each model, with inputs, targets, penalties and how the loss reduces', async () => {
    const run = await record(tf, async () => {
      const xs = tf.tensor2d([[0, 10], [1, 30]]);
      const ys = tf.tensor2d([[1, 0], [0, 1]]);
      await classifier('categoricalCrossentropy').fit(xs, ys, { batchSize: 2, epochs: 6, verbose: 0 });
    });
    const seen = inspections(run);
    expect(seen.map(({ step }) => step)).toEqual([0, 1, 2, 4]);
    const [first] = seen;
    expect(first!.inputs).toMatchObject([{ shape: [2, 2], min: 0, max: 30 }]);
    expect(first!.targets).toMatchObject([{ shape: [2, 2], kind: 'binary', rowsSumToOne: true }]);
    // 0.5 times the sum of the squares of six ones.
    expect(run.steps[0]!.regularizationLoss).toBeCloseTo(3, 6);
    expect(first!.reduction).toBe('mean');
    expect(first!.variables).toBe('listed');
    expect(first!.kernels[0]).toMatchObject({ fanIn: 2, units: 3, duplicateUnits: 3, mean: 1, std: 0 });
  });

  it('tell a loss that sums over the batch from one that averages', async () => {
    const xs = tf.randomNormal([4, 2]);
    const ys = tf.randomNormal([4, 1]);
    const reductionOf = async (loss: (difference: ReturnType<typeof tf.tensor>) => ReturnType<typeof tf.scalar>) => {
      const run = await record(tf, () => {
        const weight = tf.variable(tf.randomNormal([2, 1]));
        tf.train.sgd(0.1).minimize(() => loss(tf.matMul(xs, weight as never).sub(ys)));
      });
      return inspections(run)[0]!.reduction;
    };
    expect(await reductionOf((d) => d.square().sum())).toBe('sum');
    expect(await reductionOf((d) => d.square().sum(-1).mean())).toBe('mean');
    expect(await reductionOf((d) => d.square().mean())).toBe('mean');
    expect(await reductionOf((d) => d.square().sum().div(4))).toBe('mean');
  });

  it('see the batch, the loss function and its predictions in a loop of the program', async () => {
    const run = await record(tf, () => {
      const model = classifier('meanSquaredError');
      const xs = tf.tensor2d([[0, 1], [1, 0], [3, 5]]);
      const labels = tf.tensor2d([[1, 0], [0, 1], [0, 1]]);
      const optimizer = tf.train.sgd(0.1);
      optimizer.minimize(() => tf.losses.softmaxCrossEntropy(labels, model.predict(xs) as never));
      optimizer.minimize(() => tf.losses.softmaxCrossEntropy(labels, model.apply(xs) as never));
    });
    for (const inspection of inspections(run)) {
      expect(inspection.inputs).toMatchObject([{ shape: [3, 2], max: 5 }]);
      expect(inspection.targets).toMatchObject([{ shape: [3, 2], rowsSumToOne: true }]);
      expect(inspection.lossCalls).toEqual([{ name: 'softmaxCrossEntropy', predictionsOf: 'top' }]);
      expect(inspection.variables).toBe('all');
    }
    expect(inspections(run)).toHaveLength(2);
  });

  it('include the one at which the first non-finite value appears', async () => {
    const run = await record(tf, async () => {
      const model = classifier('categoricalCrossentropy');
      const good = tf.tensor2d([[0, 1]]);
      const ys = tf.tensor2d([[1, 0]]);
      for (let i = 0; i < 3; i++) await model.trainOnBatch(good, ys);
      await model.trainOnBatch(tf.tensor2d([[NaN, 1]]), ys);
    });
    expect(inspections(run).map(({ step, inputs }) => [step, inputs[0]!.nonFinite])).toEqual([[0, 0], [1, 0], [2, 0], [3, 1]]);
  });
});

describe('arguments that tfjs ignores or cannot use', () => {
  it('are told with the model and its optimizer', async () => {
    const run = await record(tf, async () => {
      const optimizer = tf.train.adam({ learningRate: 0.001 } as never);
      Object.assign(optimizer, { clipNorm: 1 });
      const model = classifier('meanSquaredError', { optimizer, lr: 0.1, clipnorm: 1 });
      await model.trainOnBatch(tf.zeros([1, 2]), tf.zeros([1, 2]));
    });
    const [model] = run.models.values();
    expect(model!.strayCompileArguments).toEqual(['lr', 'clipnorm']);
    expect(model!.optimizer).toMatchObject({ learningRate: null, learningRateType: 'object', strayProperties: ['clipNorm'] });
  });
});
