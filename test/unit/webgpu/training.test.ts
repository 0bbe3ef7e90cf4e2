/**
 * Whole models on WebGPU: the losses of the cpu backend, and from the GPU the statistics that the kernel takes of the same
 * tensors when they are read out, which tests of its own hold to plain loops.
 */
import { beforeAll, expect, it } from 'vitest';
import { STATISTIC_COUNT, STATISTICS, type Statistic } from '../../../src/shared/statistics.js';
import type { StepEvent } from '../../../src/shared/trainerProtocol.js';
import { GpuProbe } from '../../../src/trainer/capture/gpu/probe.js';
import { engineOf } from '../../../src/trainer/capture/tfjs.js';
import { fixWeights, zoo } from '../backend/zoo.js';
import { loadTfjs, record, type Recording } from '../capture/harness.js';
import { describeWebgpu, loadWebgpu, type LoadedWebgpu } from './support.js';

const STEPS = 3;

/**
 * Families that between them use all there is to capture, and the cast of a mask that tfjs gets wrong; shaders of the others
 * would take minutes to compile here.
 */
const families = ['regression', 'convolutions over time', 'simple recurrence', 'a masked embedding', 'attention'];

let loaded: LoadedWebgpu;

async function train(name: string, backend: string): Promise<number[]> {
  const { tf } = loaded;
  await tf.setBackend(backend);
  const { model, x, y, loss } = zoo[name](tf);
  fixWeights(tf, model);
  for (const [i, layer] of model.layers.entries()) layer.name = `layer_${i}`;
  model.compile({ optimizer: tf.train.momentum(0.02, 0.9), loss });
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) losses.push(await model.trainOnBatch(x, y) as number);
  model.optimizer.dispose();
  model.dispose();
  tf.dispose([x, y]);
  return losses;
}

/** With statistics from the GPU, or from the kernel and copies of the same tensors. */
async function recordOn(where: 'gpu' | 'kernel', program: () => unknown): Promise<Recording> {
  const { tf, webgpu } = loaded;
  await tf.setBackend('webgpu');
  return record(tf, program, where === 'gpu' ? { probe: new GpuProbe(webgpu, engineOf(tf), true, null) } : {});
}

/** Sums over many elements that nearly cancel are compared on the scale of what they are sums of. */
const scaleOf: Partial<Record<Statistic, Statistic>> = {
  activationMean: 'activationRms', activationStd: 'activationRms', activationBatchStd: 'activationRms',
};

function expectSame(actual: StepEvent, expected: StepEvent): void {
  expect(actual.rows).toEqual(expected.rows);
  expect(actual.groups).toEqual(expected.groups);
  expect(actual.firstNonFinite).toEqual(expected.firstNonFinite);
  expect(actual.loss).toBe(expected.loss);
  actual.rows.forEach((row, r) => STATISTICS.forEach((statistic, s) => {
    const [mine, theirs, scale] = [actual, expected, expected].map(({ values }, i) =>
      values[r * STATISTIC_COUNT + (i === 2 ? STATISTICS.indexOf(scaleOf[statistic] ?? statistic) : s)]);
    const where = `step ${actual.step}, ${row}, ${statistic}: ${mine} and ${theirs}`;
    if (!Number.isFinite(theirs)) expect(mine, where).toBe(theirs);
    else expect(Math.abs(mine - theirs), where).toBeLessThanOrEqual(1e-5 * Math.abs(scale));
  }));
  expect(actual.histograms).toEqual(expected.histograms);
  expect(actual.hidden?.times).toEqual(expected.hidden?.times);
  actual.hidden?.values.forEach((value, i) => expect(Math.abs(value - expected.hidden!.values[i])).toBeLessThan(1e-5));
}

describeWebgpu('training on WebGPU', () => {
  beforeAll(async () => {
    await loadTfjs();
    loaded = await loadWebgpu();
    loaded.webgpu.faults.listen(({ message }) => {
      throw new Error(message);
    });
  });

  it.each(families)('%s: losses as on cpu, statistics as from the kernel', async (name) => {
    const cpu = await train(name, 'cpu');
    let losses: number[] = [];
    const gpu = await recordOn('gpu', async () => {
      losses = await train(name, 'webgpu');
    });
    const kernel = await recordOn('kernel', () => train(name, 'webgpu'));
    cpu.forEach((loss, step) => expect(Math.abs(losses[step] / loss - 1), `loss of step ${step}`).toBeLessThan(1e-6));
    expect(gpu.steps.map(({ step }) => step)).toEqual([0, 1, 2]);
    gpu.steps.forEach((step, i) => expectSame(step, kernel.steps[i]));
  });

  it('has the same losses, bit by bit, with and without capture, and leaves no tensor behind', async () => {
    const { tf } = loaded;
    const counts = [tf.memory().numTensors];
    const without = await train('regression', 'webgpu');
    counts.push(tf.memory().numTensors);
    let seen: number[] = [];
    await recordOn('gpu', async () => {
      seen = await train('regression', 'webgpu');
    });
    counts.push(tf.memory().numTensors);
    expect(seen).toEqual(without);
    // tfjs's optimizers keep some of their own.
    expect(counts[2] - counts[1]).toBe(counts[1] - counts[0]);
  });

  it('names the first tensor that is not finite, and the steps after it', async () => {
    const { tf } = loaded;
    const program = async (): Promise<void> => {
      const model = tf.sequential({ layers: [
        tf.layers.dense({ name: 'first', units: 4, inputShape: [3] }), tf.layers.dense({ name: 'second', units: 1 }),
      ] });
      fixWeights(tf, model);
      model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
      for (const scale of [1, 1, NaN, 1]) await model.trainOnBatch(tf.fill([2, 3], scale), tf.ones([2, 1]));
    };
    const gpu = await recordOn('gpu', program);
    const kernel = await recordOn('kernel', program);
    expect(gpu.steps.map(({ firstNonFinite }) => firstNonFinite)).toEqual(kernel.steps.map(({ firstNonFinite }) => firstNonFinite));
    expect(gpu.steps[2].firstNonFinite).toEqual({ step: 2, layer: 'first', where: 'activation', weight: null });
  });

  it('sends every step of a loop that never yields', async () => {
    const { tf } = loaded;
    let sent = 0;
    const recording = await recordOn('gpu', () => {
      const w = tf.variable(tf.tensor([1, 2, 3]));
      const optimizer = tf.train.sgd(0.1);
      for (let step = 0; step < 12; step++) optimizer.minimize(() => w.square().sum());
      sent = 12;
      expect(w.dataSync()[0]).toBeCloseTo(0.8 ** 12, 5);
    });
    expect(recording.steps).toHaveLength(sent);
    recording.losses.forEach((loss, step) => expect(loss).toBeCloseTo(14 * 0.64 ** step, 4));
  });

  it('reads values synchronously: floats, whole numbers, truth values, complex numbers', async () => {
    const { tf } = loaded;
    await tf.setBackend('webgpu');
    const x = tf.tensor([1, 2, 3]).add(tf.ones([3]));
    expect([...x.dataSync()]).toEqual([2, 3, 4]);
    expect(x.square().arraySync()).toEqual([4, 9, 16]);
    expect([...x.greater(2.5).dataSync()]).toEqual([0, 1, 1]);
    expect([...x.toInt().mul(tf.scalar(2, 'int32')).dataSync()]).toEqual([4, 6, 8]);
    expect([...tf.complex(x, x.neg()).dataSync()]).toEqual([2, -2, 3, -3, 4, -4]);
  });
});
