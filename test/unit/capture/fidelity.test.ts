/** Capture changes nothing: not one bit of any loss, not one tensor. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Tfjs } from '../../../src/trainer/backend/index.js';
import { seedProgram } from '../../../src/trainer/capture/seed.js';
import { loadTfjs, record } from './harness.js';

let tf: Tfjs;

beforeAll(async () => {
  tf = await loadTfjs();
}, 60_000);

afterEach(() => tf.disposeVariables());

/** A program trains and answers the losses that it saw itself. */
type Program = () => Promise<number[]> | number[];

function classes(samples: number, shape: number[], count: number): [Tensor, Tensor] {
  const x = tf.randomNormal([samples, ...shape]);
  return [x, tf.oneHot(tf.randomUniformInt([samples], 0, count), count).toFloat()];
}

async function fitted(model: ReturnType<Tfjs['sequential']>, x: Tensor, y: Tensor, epochs = 2, batchSize = 8): Promise<number[]> {
  const losses: number[] = [];
  await model.fit(x, y, { epochs, batchSize, verbose: 0, callbacks: { onBatchEnd: (_, logs) => void losses.push(logs!.loss as number) } });
  return losses;
}

const programs: Record<string, Program> = {
  'an MLP with fit and Adam': () => {
    const [x, y] = classes(32, [10], 3);
    const model = tf.sequential({ layers: [
      tf.layers.dense({ units: 16, inputShape: [10], activation: 'relu', kernelRegularizer: 'l1l2' }),
      tf.layers.dense({ units: 3, activation: 'softmax' }),
    ] });
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
    return fitted(model, x, y);
  },
  'a CNN with batch normalization and dropout': () => {
    const [x, y] = classes(16, [10, 10, 1], 3);
    const model = tf.sequential({ layers: [
      tf.layers.conv2d({ filters: 6, kernelSize: 3, inputShape: [10, 10, 1], activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.batchNormalization(),
      tf.layers.flatten(),
      tf.layers.dropout({ rate: 0.4 }),
      tf.layers.dense({ units: 3, activation: 'softmax' }),
    ] });
    model.compile({ optimizer: tf.train.rmsprop(0.01), loss: 'categoricalCrossentropy' });
    return fitted(model, x, y);
  },
  'an LSTM with masking, bidirectional, with returned states': () => {
    const model = tf.sequential({ layers: [
      tf.layers.embedding({ inputDim: 20, outputDim: 6, inputLength: 5, maskZero: true }),
      tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 4, returnSequences: true }), mergeMode: 'concat' }),
      tf.layers.gru({ units: 4 }),
      tf.layers.dense({ units: 1, activation: 'sigmoid' }),
    ] });
    model.compile({ optimizer: tf.train.momentum(0.1, 0.9), loss: 'binaryCrossentropy' });
    return fitted(model, tf.randomUniformInt([16, 5], 0, 20), tf.randomUniformInt([16, 1], 0, 2).toFloat());
  },
  'stacked cells with dropout, a layer at each time step, a recurrent layer read backwards': () => {
    const cells = [tf.layers.lstmCell({ units: 4, dropout: 0.2 }), tf.layers.gruCell({ units: 3, recurrentDropout: 0.2 })];
    const model = tf.sequential({ layers: [
      tf.layers.rnn({ cell: tf.layers.stackedRNNCells({ cells: cells as never }) as never, returnSequences: true, inputShape: [5, 3] }),
      tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 3, activation: 'tanh' }) }),
      tf.layers.simpleRNN({ units: 3, goBackwards: true, dropout: 0.3 }),
      tf.layers.dense({ units: 1 }),
    ] });
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    return fitted(model, tf.randomNormal([16, 5, 3]), tf.randomNormal([16, 1]));
  },
  'fitDataset with shuffling': async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
    model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
    const [x, y] = [tf.randomNormal([24, 4]).arraySync(), tf.randomNormal([24, 1]).arraySync()] as [number[][], number[][]];
    const dataset = tf.data.zip({ xs: tf.data.array(x), ys: tf.data.array(y) }).shuffle(24).batch(6);
    const losses: number[] = [];
    await model.fitDataset(dataset as never, { epochs: 2, verbose: 0, callbacks: { onBatchEnd: (_, logs) => void losses.push(logs!.loss as number) } });
    return losses;
  },
  'trainOnBatch on a functional model with a shared layer and two outputs': async () => {
    const shared = tf.layers.dense({ units: 5, activation: 'elu' });
    const [a, b] = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
    const [ha, hb] = [shared.apply(a), shared.apply(b)] as never[];
    const sum = tf.layers.add().apply([ha!, hb!]) as never;
    const outputs = [tf.layers.dense({ units: 1 }).apply(sum), tf.layers.dense({ units: 2 }).apply(ha!)] as never[];
    const model = tf.model({ inputs: [a, b], outputs });
    model.compile({ optimizer: tf.train.adagrad(0.1), loss: 'meanSquaredError' });
    const inputs = [tf.randomNormal([6, 4]), tf.randomNormal([6, 4])], targets = [tf.randomNormal([6, 1]), tf.randomNormal([6, 2])];
    const losses: number[] = [];
    for (let i = 0; i < 4; i++) losses.push((await model.trainOnBatch(inputs, targets) as number[])[0]!);
    return losses;
  },
  'minimize on raw variables': () => {
    const [w, b] = [tf.variable(tf.randomNormal([3, 1])), tf.variable(tf.zeros([1]))];
    const [x, y] = [tf.randomNormal([10, 3]), tf.randomNormal([10, 1])];
    const optimizer = tf.train.adam(0.1);
    return Array.from({ length: 5 }, () =>
      optimizer.minimize(() => tf.losses.meanSquaredError(y, x.matMul(w as never).add(b)), true)!.dataSync()[0]!);
  },
  'computeGradients, clipped, applied, with a nested gradient inside of the loss': () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3], activation: 'tanh' }), tf.layers.dense({ units: 1 })] });
    const optimizer = tf.train.sgd(0.1);
    const x = tf.randomNormal([6, 3]);
    return Array.from({ length: 4 }, () => {
      const { value, grads } = optimizer.computeGradients(() => {
        const slope = tf.grad((each) => (model.apply(each) as Tensor).sum())(x);
        return (model.apply(x) as Tensor).square().mean().add(slope.square().mean()) as never;
      });
      const clipped = Object.fromEntries(Object.entries(grads).map(([name, grad]) => [name, grad.clipByValue(-0.1, 0.1)]));
      optimizer.applyGradients(clipped);
      return value.dataSync()[0]!;
    });
  },
  'variableGrads with updates by hand and a custom layer': () => {
    class Scale extends tf.layers.Layer {
      static className = 'Scale';
      private factor!: { read(): Tensor };
      override build(): void {
        this.factor = this.addWeight('factor', [1], 'float32', tf.initializers.ones()) as never;
        super.build([]);
      }
      override call(inputs: Tensor | Tensor[]): Tensor {
        return tf.tidy(() => (Array.isArray(inputs) ? inputs[0]! : inputs).mul(this.factor.read()));
      }
    }
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] }), new Scale({}) as never] });
    const x = tf.randomNormal([5, 2]);
    return Array.from({ length: 3 }, () => {
      const { value, grads } = tf.variableGrads(() => (model.predict(x) as Tensor).square().sum() as never);
      for (const { val } of model.trainableWeights as unknown as { val: Variable }[]) val.assign(val.sub(grads[val.name]!.mul(0.01)));
      return value.dataSync()[0]!;
    });
  },
};

async function run(program: Program): Promise<number[]> {
  const unseed = seedProgram(tf, 7);
  try {
    return await program();
  } finally {
    unseed();
    tf.disposeVariables();
  }
}

describe.each(Object.keys(programs))('%s', (name) => {
  const program = programs[name]!;

  it('has the same losses with and without capture, and capture tells them', async () => {
    const without = await run(program);
    let seen: number[] = [];
    const recording = await record(tf, async () => {
      seen = await run(program);
    });
    expect(without.length).toBeGreaterThan(2);
    expect(seen).toEqual(without);
    // Several outputs: `trainOnBatch` lists the total first. Regularization is in the loss that is differentiated.
    expect(recording.losses.map(Math.fround)).toEqual(without.map(Math.fround));
    for (const step of recording.steps) expect(step.rows.length).toBeGreaterThan(0);
  });
});

it.each(['dense', 'recurrent'])('holds on to no tensor, and makes none: %s', async (kind) => {
  const model = tf.sequential({ layers: kind === 'dense' ? [
    tf.layers.dense({ units: 8, inputShape: [4], activation: 'relu' }), tf.layers.dropout({ rate: 0.5 }), tf.layers.dense({ units: 1 }),
  ] : [
    tf.layers.reshape({ targetShape: [4, 1], inputShape: [4] }), tf.layers.masking({ maskValue: 0 }),
    tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 3, returnSequences: true }), mergeMode: 'sum' } as never),
    tf.layers.rnn({ cell: tf.layers.gruCell({ units: 3 }) as never }), tf.layers.dense({ units: 1 }),
  ] });
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
  const [x, y] = [tf.randomNormal([8, 4]), tf.randomNormal([8, 1])];
  await model.trainOnBatch(x, y);
  const counts: number[] = [];
  const count = async (): Promise<void> => {
    await model.trainOnBatch(x, y);
    counts.push(tf.memory().numTensors);
  };
  await count();
  await record(tf, async () => {
    for (let i = 0; i < 5; i++) await count();
  });
  expect(new Set(counts).size).toBe(1);
});

it('on another backend takes the same statistics from copies', async () => {
  const train = (): Promise<number[]> => {
    const [x, y] = classes(8, [6], 3);
    const model = tf.sequential({ layers: [
      tf.layers.dense({ name: 'hidden', units: 5, inputShape: [6], activation: 'sigmoid' }),
      tf.layers.dense({ name: 'output', units: 3, activation: 'softmax' }),
    ] });
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'categoricalCrossentropy' });
    return fitted(model, x, y, 1);
  };
  const inPlace = await record(tf, () => run(train));
  const copied = await record(tf, () => run(train), { copying: true });
  expect(copied.steps.map(({ values, groups }) => [...values, ...groups])).toEqual(inPlace.steps.map(({ values, groups }) => [...values, ...groups]));
});
