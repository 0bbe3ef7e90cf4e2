/** Whole models trained on the completed WASM backend: the same losses as on the cpu backend, and nothing left behind. */
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBackend, type Tfjs } from '../../../src/trainer/backend/index.js';
import { fixWeights, zoo } from './zoo.js';

let tf: Tfjs;

beforeAll(async () => {
  ({ tf } = await loadBackend({ packageRoot: import.meta.dirname, backend: 'wasm', fence: null }));
});

interface Holdings {
  tensors: number;
  wasm: number;
  cpu: number;
}

/** Tensors alive, and the data that each backend holds. */
function holdings(): Holdings {
  return { tensors: tf.memory().numTensors, wasm: tf.findBackend('wasm').numDataIds(), cpu: tf.findBackend('cpu').numDataIds() };
}

/** Trains from the fixed weights; the losses, and what was held after the second step and after the last. */
async function train(name: string, backend: string, steps: number): Promise<{ losses: number[]; early: Holdings; late: Holdings }> {
  await tf.setBackend(backend);
  const { model, x, y, loss } = zoo[name](tf);
  fixWeights(tf, model);
  model.compile({ optimizer: tf.train.momentum(0.02, 0.9), loss });
  const losses: number[] = [];
  let early = holdings();
  for (let step = 0; step < steps; step++) {
    losses.push(await model.trainOnBatch(x, y) as number);
    if (step === 1) early = holdings();
  }
  const late = holdings();
  model.dispose();
  tf.dispose([x, y]);
  return { losses, early, late };
}

describe('training on wasm', () => {
  it.each(Object.keys(zoo))('%s: the same losses as on cpu, and no leaks', async (name) => {
    const expected = await train(name, 'cpu', 4);
    const actual = await train(name, 'wasm', 4);
    expect(expected.losses[3]).not.toBe(expected.losses[0]);
    expected.losses.forEach((loss, step) => expect(Math.abs(actual.losses[step] / loss - 1), `step ${step}`).toBeLessThan(1e-5));
    expect(actual.late).toEqual(actual.early);
  });
});
