/** Whether a model learns from what is being trained. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { LayersModel, Sequential, Tensor, Variable } from '@tensorflow/tfjs';
import type { Tfjs } from '../../../src/trainer/backend/index.js';
import { loadTfjs, record } from './harness.js';

let tf: Tfjs;
beforeAll(async () => {
  tf = await loadTfjs();
});

/** Seventeen steps are inspected at 0, 1, 2, 4, 8 and 16. */
const STEPS = 17;

const net = (frozen = false): Sequential => tf.sequential({ layers: [
  tf.layers.dense({ units: 3, activation: 'tanh', inputShape: [2], trainable: !frozen }), tf.layers.dense({ units: 2, trainable: !frozen }),
] });
const variables = (model: LayersModel): Variable[] => model.trainableWeights.map((weight) => (weight as unknown as { val: Variable }).val);
const out = (model: LayersModel, x: Tensor): Tensor => model.apply(x) as Tensor;

/** The feedback of each inspection, of the steps that train the model whose layers come first. */
async function feedback(program: () => Promise<void> | void, modelIndex = 0): Promise<number[]> {
  const { steps, models } = await record(tf, async () => {
    await program();
  });
  const id = [...models.keys()][modelIndex]!;
  return steps.filter((step) => step.models[0] === id).flatMap(({ inspection }) => (inspection ? [inspection.feedback] : []));
}

/** Trains by a loop of its own against fixed targets, with `before` ahead of every step. */
function loop(model: LayersModel, before: (step: number) => void, targets: () => Tensor = () => tf.ones([4, 2])): void {
  const optimizer = tf.train.sgd(0.01);
  for (let step = 0; step < STEPS; step++) {
    before(step);
    optimizer.minimize(() => out(model, tf.ones([4, 2])).sub(targets()).square().mean(), false, variables(model));
  }
}

describe('no feedback', () => {
  it('in fit, with validation data and evaluate in between', async () => {
    expect(await feedback(async () => {
      const model = net();
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      const [x, y] = [tf.ones([4, 2]), tf.ones([4, 2])];
      for (let i = 0; i < STEPS; i++) {
        await model.fit(x, y, { epochs: 1, verbose: 0, validationData: [x, y] });
        model.evaluate(x, y);
      }
    })).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('by a teacher that is trained no more, nor by a frozen part', async () => {
    expect(await feedback(async () => {
      const teacher = net();
      teacher.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      await teacher.fit(tf.ones([4, 2]), tf.ones([4, 2]), { epochs: 3, verbose: 0 });
      const student = tf.sequential({ layers: [net(true), tf.layers.dense({ units: 2 })] });
      loop(student, () => teacher.predict(tf.ones([4, 2])), () => teacher.predict(tf.ones([4, 2])) as Tensor);
    }, 1)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('where only building the model calls layers', async () => {
    expect(await feedback(() => loop(net(), () => void net()))).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('feedback', () => {
  it('comes from asking the model before each step, in the share of the steps before which it is asked', async () => {
    const asked = (every: number) => feedback(() => {
      const policy = net();
      loop(policy, (step) => {
        if (step % every === 0) policy.predict(tf.ones([1, 2]));
      });
    });
    expect(await asked(1)).toEqual([0, 1, 1, 1, 1, 1]);
    expect((await asked(4)).slice(3)).toEqual([0.5, 0.25, 0.25]);
  });

  it('comes from a target network that is set to the trained weights now and then', async () => {
    const shares = await feedback(() => {
      const [online, target] = [net(), net()];
      loop(online, (step) => {
        if (step === 6) target.setWeights(online.getWeights());
        target.predict(tf.ones([4, 2]));
      });
    });
    expect(shares).toEqual([0, 0, 0, 0, 0.75, 1]);
  });

  it('goes both ways between a generator and a discriminator', async () => {
    const gan = (): void => {
      const [generator, discriminator] = [net(), net()];
      const optimizer = tf.train.sgd(0.01);
      for (let step = 0; step < STEPS; step++) {
        const z = tf.ones([4, 2]);
        optimizer.minimize(() => out(discriminator, generator.predict(z) as Tensor).square().mean(), false, variables(discriminator));
        optimizer.minimize(() => out(discriminator, out(generator, z)).mean(), false, variables(generator));
      }
    };
    expect((await feedback(gan, 0)).slice(1)).toEqual([1, 1, 1, 1, 1]);
    expect((await feedback(gan, 1)).slice(1)).toEqual([1, 1, 1, 1, 1]);
  });

  it('comes from values that are read while the loss is made', async () => {
    expect(await feedback(() => {
      const policy = net();
      loop(policy, () => undefined, () => tf.tensor2d(out(policy, tf.ones([4, 2])).dataSync(), [4, 2]));
    })).toEqual([1, 1, 1, 1, 1, 1]);
  });
});
