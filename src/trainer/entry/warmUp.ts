/**
 * Trains small models while the child waits for its program, so that what the program will need is compiled when it
 * comes: most of a first step's time is V8's, not the model's. It leaves no trace in the run that follows: every layer has
 * a name, so that tfjs counts none of them; tfjs's other counters are put back; all tensors are disposed of; and the
 * program's random numbers are seeded afterwards.
 */
import type { layers } from '@tensorflow/tfjs';
import { Capture } from '../capture/capture.js';
import type { Probe } from '../capture/probe.js';
import { seedProgram } from '../capture/seed.js';
import { engineOf, type Tfjs } from '../capture/tfjs.js';

/** V8 takes these many steps to compile what a first step needs; more gain little. */
const ROUNDS = 3;
const BATCH = 32;
const SAMPLES = 256;
const CLASSES = 10;

/** The counters that tfjs keeps on its engine's class; variables without a name are named by theirs. */
interface Counters {
  nextTensorId: number;
  nextVariableId: number;
}

/** @param goesOn Asked between two models, which take tens of milliseconds each: whoever waits must not wait for all. */
export async function warmUp(tf: Tfjs, probe: Probe, goesOn: () => boolean): Promise<void> {
  const counters = engineOf(tf).constructor as unknown as Counters;
  const { nextTensorId, nextVariableId } = counters;
  const capture = new Capture({
    tf, probe, sampler: null, histograms: true,
    isBundle: (script) => script === __filename,
    // Node loads the module behind this when it is first used.
    now: () => performance.now(),
    emit: () => undefined,
    beforeStep: () => undefined,
  });
  capture.install();
  const unseed = seedProgram(tf, 0);
  try {
    for (let round = 0; round < ROUNDS; round++) {
      if (round > 0 && !goesOn()) break;
      await train(tf, [64], denseLayers(tf));
      if (!goesOn()) break;
      await train(tf, [8, 8, 1], convolutionalLayers(tf));
    }
  } finally {
    unseed();
    capture.uninstall();
    Object.assign(counters, { nextTensorId, nextVariableId });
  }
}

function denseLayers(tf: Tfjs): layers.Layer[] {
  const dense = (name: string, units: number, inputShape?: number[]): layers.Layer =>
    tf.layers.dense({ name: `warm_up_${name}`, units, inputShape, activation: units === CLASSES ? 'softmax' : 'relu' });
  return [dense('dense_1', 64, [64]), dense('dense_2', 64), dense('dense_3', CLASSES)];
}

function convolutionalLayers(tf: Tfjs): layers.Layer[] {
  const { conv2d, maxPooling2d, flatten, dense } = tf.layers;
  return [
    conv2d({ name: 'warm_up_convolution', inputShape: [8, 8, 1], filters: 4, kernelSize: 3, activation: 'relu' }),
    maxPooling2d({ name: 'warm_up_pooling', poolSize: 2 }),
    flatten({ name: 'warm_up_flatten' }),
    dense({ name: 'warm_up_output', units: CLASSES, activation: 'softmax' }),
  ];
}

async function train(tf: Tfjs, inputShape: number[], stack: layers.Layer[]): Promise<void> {
  const model = tf.sequential({ name: `warm_up_${stack[0]!.name}`, layers: stack });
  model.compile({ optimizer: tf.train.adam(), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const inputs = tf.randomNormal([SAMPLES, ...inputShape]);
  const targets = tf.tidy(() => tf.oneHot(tf.randomUniform([SAMPLES], 0, CLASSES, 'int32'), CLASSES));
  await model.fit(inputs, targets, { batchSize: BATCH, epochs: 1, verbose: 0 });
  tf.dispose([inputs, targets]);
  model.optimizer.dispose();
  model.dispose();
}
