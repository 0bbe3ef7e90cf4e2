/** What is a row, what belongs to it, and what is told of layers and models. */
import type { SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Tfjs } from '../../../src/trainer/backend/index.js';
import { AdaptiveSampler } from '../../../src/trainer/capture/adaptive.js';
import { loadTfjs, record } from './harness.js';

let tf: Tfjs;

beforeAll(async () => {
  tf = await loadTfjs();
}, 60_000);

afterEach(() => tf.disposeVariables());

describe('models', () => {
  it('hold their layers in order, nested ones included, with their neighbours', async () => {
    const recording = await record(tf, async () => {
      const encoder = tf.sequential({ name: 'encoder', layers: [
        tf.layers.dense({ name: 'e1', units: 4, inputShape: [6], activation: 'relu' }), tf.layers.dense({ name: 'e2', units: 2 }),
      ] });
      const model = tf.sequential({ name: 'whole', layers: [encoder, tf.layers.dense({ name: 'd1', units: 6 }), tf.layers.dropout({ name: 'f', rate: 0.1 })] });
      model.compile({ optimizer: tf.train.adam(0.002), loss: 'meanSquaredError' });
      await model.trainOnBatch(tf.ones([2, 6]), tf.ones([2, 6]));
    });
    expect([...recording.models.values()]).toMatchObject([{
      id: 'whole', className: 'Sequential', layers: ['e1', 'e2', 'd1', 'f'], losses: ['meanSquaredError'],
      optimizer: { className: 'AdamOptimizer', learningRate: 0.002 },
    }]);
    expect(recording.steps[0]!.models).toEqual(['whole']);
    expect([...recording.layers.values()].map(({ id, depth, model, inbound }) => [id, depth, model, inbound])).toEqual([
      ['e1', 0, 'whole', []], ['e2', 1, 'whole', ['e1']], ['d1', 2, 'whole', ['e2']], ['f', 3, 'whole', ['d1']],
    ]);
    expect(recording.layers.get('e1')).toMatchObject({
      className: 'Dense', activation: 'relu', kernelInitializer: 'GlorotNormal', outputShape: [null, 4],
      weights: [{ name: 'kernel', shape: [6, 4], trainable: true }, { name: 'bias', shape: [4], trainable: true }],
    });
    expect(recording.layers.get('f')).toMatchObject({ className: 'Dropout', activation: null, weights: [] });
  });

  it('of a GAN are told apart by what each step trains, and frozen layers have no gradient', async () => {
    const recording = await record(tf, async () => {
      const generator = tf.sequential({ name: 'generator', layers: [tf.layers.dense({ name: 'g', units: 3, inputShape: [2] })] });
      const discriminator = tf.sequential({ name: 'discriminator', layers: [
        tf.layers.dense({ name: 'd', units: 4, inputShape: [3] }), tf.layers.dense({ name: 'judge', units: 1, activation: 'sigmoid' })] });
      discriminator.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
      discriminator.trainable = false;
      const combined = tf.sequential({ name: 'combined', layers: [generator, discriminator] });
      combined.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });
      for (let i = 0; i < 2; i++) {
        discriminator.trainable = true;
        await discriminator.trainOnBatch(tf.randomNormal([4, 3]), tf.ones([4, 1]));
        discriminator.trainable = false;
        await combined.trainOnBatch(tf.randomNormal([4, 2]), tf.ones([4, 1]));
      }
    });
    expect(recording.steps.map(({ models }) => models)).toEqual([['discriminator'], ['combined'], ['discriminator'], ['combined']]);
    expect(recording.layers.get('g')!.model).toBe('combined');
    expect(recording.layers.get('judge')!.model).toBe('discriminator');
    expect(recording.steps[1]!.rows).toEqual(['g', 'd', 'judge']);
    // The gradient passes through the frozen layers, but stops at their weights.
    expect(recording.value('judge', 'outputGradientNorm', 1)).toBeGreaterThan(0);
    expect(recording.value('judge', 'weightGradientNorm', 1)).toBeUndefined();
    expect(recording.value('g', 'weightGradientNorm', 1)).toBeGreaterThan(0);
  });

  it('may be frozen at the bottom: activations, but no gradient with respect to them', async () => {
    const recording = await record(tf, async () => {
      const model = tf.sequential({ layers: [
        tf.layers.dense({ name: 'frozen', units: 4, inputShape: [3], trainable: false }), tf.layers.dense({ name: 'head', units: 1 })] });
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      await model.trainOnBatch(tf.ones([2, 3]), tf.ones([2, 1]));
    });
    expect(recording.value('frozen', 'activationRms')).toBeGreaterThan(0);
    expect(recording.value('frozen', 'outputGradientNorm')).toBeUndefined();
    expect(recording.layers.get('frozen')!.weights.map(({ trainable }) => trainable)).toEqual([false, false]);
  });

  it('take their optimizer from a loop of the program\'s own', async () => {
    const recording = await record(tf, () => {
      const model = tf.sequential({ name: 'own', layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
      tf.train.rmsprop(0.003).minimize(() => (model.predict(tf.ones([1, 2])) as Tensor).sum() as never);
    });
    expect(recording.models.get('own')!.optimizer).toMatchObject({ className: 'RMSPropOptimizer', learningRate: 0.003 });
  });

  it('are not told again when nothing but the learning rate is another', async () => {
    const recording = await record(tf, async () => {
      const model = tf.sequential({ name: 'scheduled', layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
      const optimizer = tf.train.adam(0.1);
      model.compile({ optimizer, loss: 'meanSquaredError' });
      for (const rate of [0.1, 0.05, 0.025, 0.025]) {
        (optimizer as unknown as { learningRate: number }).learningRate = rate;
        await model.trainOnBatch(tf.ones([2, 2]), tf.ones([2, 1]));
      }
      // With news of the model itself the rate is told, too, also when it is the one that was told first.
      (optimizer as unknown as { learningRate: number }).learningRate = 0.1;
      model.compile({ optimizer, loss: 'meanSquaredError' });
      await model.trainOnBatch(tf.ones([2, 2]), tf.ones([2, 1]));
    });
    expect(recording.rates).toEqual([0.05, 0.025]);
    expect(recording.types.filter((type) => type === 'models')).toHaveLength(2);
    expect(recording.models.get('scheduled')!.optimizer!.learningRate).toBe(0.1);
  });
});

describe('rows', () => {
  it('of inner layers stand before the wrapper that they are a part of, with their own numbers and weights', async () => {
    const recording = await record(tf, async () => {
      const model = tf.sequential({ name: 'net', layers: [
        tf.layers.timeDistributed({ name: 'each', layer: tf.layers.dense({ name: 'dense', units: 3, activation: 'sigmoid' }), inputShape: [5, 2] } as never),
        tf.layers.bidirectional({ name: 'both', layer: tf.layers.lstm({ name: 'lstm', units: 4, returnSequences: true }), mergeMode: 'concat' } as never),
        tf.layers.simpleRNN({ name: 'last', units: 2 }),
      ] });
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      await model.trainOnBatch(tf.randomNormal([2, 5, 2]), tf.ones([2, 2]));
    });
    const order = ['dense', 'each', 'forward_lstm', 'backward_lstm', 'both', 'last'];
    expect(recording.steps[0]!.rows).toEqual(order);
    // Wrappers have no weights of their own.
    expect([...recording.steps[0]!.groups]).toEqual([15, 3, 15, 15, 3, 15]);
    expect(recording.models.get('net')!.layers).toEqual(order);
    expect(order.map((id) => recording.layers.get(id)!).map(({ depth, model, parent, inbound }) => [depth, model, parent, inbound])).toEqual([
      [0, 'net', 'each', []], [1, 'net', null, ['dense']],
      [2, 'net', 'both', ['each']], [3, 'net', 'both', ['each']], [4, 'net', null, ['forward_lstm', 'backward_lstm']],
      [5, 'net', null, ['both']],
    ]);
    const weights = ['kernel', 'recurrent_kernel', 'bias'];
    const described = order.map((id) => recording.layers.get(id)!);
    expect(described.map(({ weights }) => weights.map(({ name }) => name))).toEqual([['kernel', 'bias'], [], weights, weights, [], weights]);
    expect(described.map(({ activation }) => activation)).toEqual(['sigmoid', null, 'tanh', 'tanh', null, 'tanh']);
    expect(described.map(({ calls }) => calls)).toEqual([5, 1, 1, 1, 1, 1]);
    expect(recording.steps[0]!.models).toEqual(['net']);
    // The wrapper's output is what the inner layer answers at each time step; the two directions are halves of it.
    for (const statistic of ['activationRms', 'activationMax', 'outputGradientRms', 'outputGradientNorm'] as const) {
      expect(recording.value('dense', statistic)).toBeCloseTo(recording.value('each', statistic)!, 6);
    }
    const halves = ['forward_lstm', 'backward_lstm'].map((id) => recording.value(id, 'outputGradientNorm')!);
    expect(Math.hypot(...halves)).toBeCloseTo(recording.value('both', 'outputGradientNorm')!, 6);
  });

  it('of inner layers are made where the program makes them', async () => {
    const recording = await record(tf, () => {
      const cells = [
        tf.layers.gruCell({ name: 'first', units: 2 }),
        tf.layers.gruCell({ name: 'second', units: 3 }),
      ];
      const rnn = tf.layers.rnn({ name: 'rnn', cell: tf.layers.stackedRNNCells({ cells: cells as never }) as never, returnSequences: true });
      const both = tf.layers.bidirectional({
        name: 'both',
        layer: tf.layers.gru({ name: 'gru', units: 2 }) as never,
        mergeMode: 'sum',
      });
      const forward = (x: Tensor): Tensor => both.apply(rnn.apply(x) as Tensor) as Tensor;
      forward(tf.ones([1, 2, 2]));
      tf.train.sgd(0.1).minimize(() => forward(tf.ones([1, 2, 2])).sum() as never);
    });
    const line = (id: string): number => recording.layers.get(id)!.frames[0]!.line;
    expect([...recording.layers.keys()].sort()).toEqual(['backward_gru', 'both', 'first', 'forward_gru', 'rnn', 'second']);
    // The test is compiled: lines are further apart, but in the same order.
    expect(line('second')).toBeGreaterThan(line('first'));
    expect(line('rnn')).toBeGreaterThan(line('second'));
    expect(line('forward_gru')).toBeGreaterThan(line('both'));
    expect(recording.layers.get('backward_gru')!.frames).toEqual(recording.layers.get('forward_gru')!.frames);
  });

  it('are there for what a layer of the program\'s calls by `call`, `apply` or with a subclass\'s `super.call`', async () => {
    class Base extends tf.layers.Layer {
      static className = 'Base';
      readonly inner = tf.layers.dense({ name: 'inner', units: 4, activation: 'tanh' });
      readonly outer = tf.layers.dense({ name: 'outer', units: 3 });
      override build(shape: [number, number]): void {
        this.inner.build(shape);
        super.build(shape);
      }
      override call(inputs: Tensor | Tensor[]): Tensor {
        return tf.tidy(() => this.outer.apply(this.inner.call(Array.isArray(inputs) ? inputs[0]! : inputs, {}) as Tensor) as Tensor);
      }
      override computeOutputShape(): [null, number] {
        return [null, 3];
      }
    }
    class Block extends Base {
      static override className = 'Block';
      override call(inputs: Tensor | Tensor[]): Tensor {
        return tf.tidy(() => super.call(inputs).mul(2));
      }
    }
    const recording = await record(tf, () => {
      const model = tf.sequential({ name: 'net', layers: [tf.layers.dense({ name: 'before', units: 5, inputShape: [2] }), new Block({ name: 'block' }) as never] });
      for (let i = 0; i < 2; i++) tf.train.sgd(0.1).minimize(() => (model.apply(tf.ones([6, 2])) as Tensor).sum() as never);
    });
    expect(recording.steps[1]!.rows).toEqual(['before', 'inner', 'outer', 'block']);
    expect([...recording.steps[1]!.groups]).toEqual([15, 15, 15, 3]);
    expect(['inner', 'outer', 'block'].map((id) => recording.layers.get(id)!).map(({ model, parent, calls }) => [model, parent, calls])).toEqual([
      ['net', 'block', 1], ['net', 'block', 1], ['net', null, 1]]);
    expect(recording.value('outer', 'outputGradientRms')).toBeCloseTo(2, 6);
    expect(recording.value('block', 'outputGradientRms')).toBeCloseTo(1, 6);
    expect(recording.value('block', 'activationRms')).toBeCloseTo(2 * recording.value('outer', 'activationRms')!, 6);
  });

  it('are one for each variable that no layer owns', async () => {
    const recording = await record(tf, () => {
      const w = tf.variable(tf.fill([3], 2), true, 'weights');
      const b = tf.variable(tf.scalar(1));
      tf.train.sgd(0.5).minimize(() => w.square().sum().add(b) as never);
      expect(w.dataSync()).toEqual(Float32Array.of(0, 0, 0));
    });
    const weights = recording.layers.get('weights');
    const bias = [...recording.layers.values()].find((row) => row !== weights);
    expect(weights).toMatchObject({ id: 'weights', className: 'Variable', model: null, weights: [{ name: 'weights', shape: [3], trainable: true }] });
    expect(weights!.frames.length).toBeGreaterThan(0);
    expect(bias!.id).toMatch(/^variable_\d+$/);
    expect(recording.steps[0]!.models).toEqual([]);
    expect(recording.value('weights', 'weightGradientMax')).toBe(4);
    expect(recording.value('weights', 'updateToWeightRatio')).toBeCloseTo(1, 6);
    expect(recording.value('weights', 'activationRms')).toBeUndefined();
  });

  it('with the same name are told apart', async () => {
    const recording = await record(tf, () => {
      const [a, b] = [1, 2].map((units) => tf.layers.dense({ name: 'same', units, inputShape: [2] }));
      for (const layer of [a!, b!]) layer.build([null, 2]);
      tf.train.sgd(0.1).minimize(() => tf.sum(b!.apply(tf.ones([1, 2])) as Tensor).add(tf.sum(a!.apply(tf.ones([1, 2])) as Tensor)) as never);
    });
    expect([...recording.layers.keys()]).toEqual(['same', 'same#2']);
    expect([...recording.layers.values()].map(({ outputShape }) => outputShape)).toEqual([[null, 2], [null, 1]]);
  });

  it('of layers with several outputs keep the ones that the loss depends on', async () => {
    const recording = await record(tf, async () => {
      const input = tf.input({ shape: [4, 2] });
      const [, hidden] = tf.layers.lstm({ name: 'states', units: 3, returnState: true, returnSequences: true }).apply(input) as SymbolicTensor[];
      const model = tf.model({ inputs: input, outputs: tf.layers.dense({ units: 1 }).apply(hidden!) as SymbolicTensor });
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      await model.trainOnBatch(tf.randomNormal([5, 4, 2]), tf.ones([5, 1]));
    });
    expect(recording.value('states', 'outputGradientNorm')).toBeGreaterThan(0);
    // One hidden state of 5 x 3 elements, not the sequence.
    const [norm, rms] = [recording.value('states', 'outputGradientNorm')!, recording.value('states', 'outputGradientRms')!];
    expect((norm / rms) ** 2).toBeCloseTo(15, 3);
  });
});

describe('saturation and slope', () => {
  const cases: [string, number[], number, number][] = [
    ['sigmoid', [0, 1, 7, -7, 20], 3 / 5, NaN],
    ['tanh', [0, 1, 2, 4, -4], 2 / 5, NaN],
    ['hardSigmoid', [0, 1, -1, 5, -5], 2 / 5, 0.2 * 3 / 5],
    ['relu', [1, 2, -1, -2, 0], 0, 2 / 5],
    ['relu6', [1, 2, -1, 7, 8], 2 / 5, 2 / 5],
    ['linear', [1, 2, -1, 7, 8], 0, 1],
    ['softplus', [1, 2, -1, 7, 8], 0, NaN],
  ];

  it.each(cases)('of %s at %j', async (name, inputs, saturated, slope) => {
    const recording = await record(tf, () => {
      const w = tf.variable(tf.tensor2d(inputs, [inputs.length, 1]));
      const layer = tf.layers.activation({ name: 'a', activation: name as 'relu' });
      tf.train.sgd(0).minimize(() => (layer.apply(w) as Tensor).sum() as never);
    });
    expect(recording.layers.get('a')!.activation).toBe(name);
    expect(recording.value('a', 'saturatedFraction')).toBeCloseTo(saturated, 6);
    const derivative = name === 'sigmoid' || name === 'tanh'
      ? tf.mean(tf.grad((z) => (name === 'tanh' ? tf.tanh(z) : tf.sigmoid(z)))(tf.tensor1d(inputs))).dataSync()[0]! : slope;
    if (Number.isNaN(derivative)) expect(recording.value('a', 'activationSlope')).toBeNaN();
    else expect(recording.value('a', 'activationSlope')).toBeCloseTo(derivative, 5);
  });

  it('of leaky ReLU counts the negative side at its slope', async () => {
    const recording = await record(tf, () => {
      const w = tf.variable(tf.tensor2d([1, 2, -1, -3], [4, 1]));
      const layer = tf.layers.leakyReLU({ name: 'leaky', alpha: 0.1 });
      tf.train.sgd(0).minimize(() => (layer.apply(w) as Tensor).sum() as never);
    });
    expect(recording.value('leaky', 'activationSlope')).toBeCloseTo((2 + 2 * 0.1) / 4, 6);
  });
});

describe('units', () => {
  it('that no sample wakes are silent, and dead after twenty steps of that', async () => {
    const recording = await record(tf, async () => {
      const model = tf.sequential({ layers: [
        tf.layers.dense({ name: 'relu', units: 4, inputShape: [1], activation: 'relu', weights: [tf.ones([1, 4]), tf.tensor1d([0, 0, -9, -9])] }),
        tf.layers.dense({ units: 1 })] });
      model.compile({ optimizer: tf.train.sgd(0), loss: 'meanSquaredError' });
      // The third unit wakes once, at step 3.
      for (let step = 0; step < 26; step++) {
        const x = tf.tensor2d([1, 2, step === 3 ? 10 : 3], [3, 1]);
        (model.layers[0] as { setWeights(w: Tensor[]): void }).setWeights([tf.tensor2d([[1, 1, 1, 0]]), tf.tensor1d([0, 0, -9, -9])]);
        await model.trainOnBatch(x, tf.ones([3, 1]));
      }
    });
    const at = (statistic: 'silentFraction' | 'deadFraction', step: number): number => recording.value('relu', statistic, step)!;
    expect([0, 3, 4, 25].map((step) => at('silentFraction', step))).toEqual([0.5, 0.25, 0.5, 0.5]);
    expect([0, 3, 4, 22, 23, 25].map((step) => at('deadFraction', step))).toEqual([0.5, 0.25, 0.25, 0.25, 0.5, 0.5]);
  });

  it('whose output does not depend on the input have no deviation over the batch', async () => {
    const recording = await record(tf, async () => {
      const model = tf.sequential({ layers: [tf.layers.dense({ name: 'constant', units: 3, inputShape: [2], kernelInitializer: 'zeros', biasInitializer: 'ones' })] });
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      await model.trainOnBatch(tf.randomNormal([16, 2]), tf.ones([16, 3]));
    });
    expect(recording.value('constant', 'activationBatchStd')).toBe(0);
    expect(recording.value('constant', 'activationStd')).toBe(0);
    expect(recording.value('constant', 'activationMean')).toBe(1);
  });
});

describe('the first tensor that is not finite', () => {
  const network = (learningRate: number, x: Tensor, loss: string): (() => Promise<void>) => async () => {
    const model = tf.sequential({ layers: [
      tf.layers.dense({ name: 'one', units: 3, inputShape: [2] }), tf.layers.dense({ name: 'two', units: 1 })] });
    model.compile({ optimizer: tf.train.sgd(learningRate), loss });
    for (let i = 0; i < 4; i++) await model.trainOnBatch(x, tf.ones([2, 1]));
  };

  it('is the first layer\'s output when the data holds a NaN, and is told once', async () => {
    const recording = await record(tf, network(0.1, tf.tensor2d([[1, NaN], [1, 1]]), 'meanSquaredError'));
    expect(recording.steps.map(({ firstNonFinite }) => firstNonFinite)).toEqual([
      { step: 0, layer: 'one', where: 'activation', weight: null }, null, null, null]);
    expect(recording.value('one', 'activationNonFinite')).toBe(3);
    expect(recording.value('one', 'activationMean')).toBeNaN();
  });

  it('is the update when the learning rate is not finite', async () => {
    const recording = await record(tf, network(NaN, tf.ones([2, 2]), 'meanSquaredError'));
    expect(recording.steps[0]!.firstNonFinite).toEqual({ step: 0, layer: 'one', where: 'update', weight: 'kernel' });
  });

  it('is the loss when only that is', async () => {
    const recording = await record(tf, () => {
      const w = tf.variable(tf.ones([2]), true, 'w');
      const layer = tf.layers.activation({ name: 'fine', activation: 'linear' });
      tf.train.sgd(0.1).minimize(() => (layer.apply(w.reshape([1, 2])) as Tensor).sum().mul(Infinity) as never);
    });
    expect(recording.steps[0]!.firstNonFinite).toMatchObject({ where: 'loss', layer: null });
  });

  it('is a weight\'s gradient where a square root is taken of 0', async () => {
    const recording = await record(tf, () => {
      const w = tf.variable(tf.zeros([2]), true, 'w');
      tf.train.sgd(0.1).minimize(() => w.sqrt().mul(0).sum() as never);
    });
    expect(recording.steps[0]!.firstNonFinite).toEqual({ step: 0, layer: 'w', where: 'weightGradient', weight: 'w' });
  });
});

it('an adaptive capture tells every loss, and leaves out statistics when they cost too much', async () => {
  // A clock by which every look at a tensor takes a second and nothing else takes any time.
  let time = 0;
  const sampler = new AdaptiveSampler(() => time++ * 1000);
  const recording = await record(tf, async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ name: 'd', units: 2, inputShape: [2] })] });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    for (let i = 0; i < 12; i++) await model.trainOnBatch(tf.ones([2, 2]), i < 11 ? tf.ones([2, 2]) : tf.fill([2, 2], NaN));
  }, { sampler });
  expect(recording.losses.slice(0, 11).every(Number.isFinite)).toBe(true);
  expect(recording.steps.slice(0, 5).every(({ rows }) => rows.length === 1)).toBe(true);
  expect(recording.steps.slice(6).some(({ rows }) => rows.length === 0)).toBe(true);
  expect(recording.steps[11]!.firstNonFinite).not.toBeNull();
});
