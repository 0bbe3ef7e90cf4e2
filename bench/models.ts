/** The models that the engine is measured on, each with a batch to train it on. */
import type { Sequential, Tensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../src/trainer/backend/index.js';

const CLASSES = 10;

/**
 * So small that nothing is learned: after a thousand steps on one batch, gradients and moments would be denormal numbers,
 * with which processors take a hundred times as long.
 */
const LEARNING_RATE = 1e-7;

export interface Subject {
  title: string;
  batch: number;
  inputShape: number[];
  layers(tf: Tfjs): Sequential['layers'];
}

const output = (tf: Tfjs) => tf.layers.dense({ units: CLASSES, activation: 'softmax' });

/** The network of Keras's MNIST example. */
function cnn(batch: number): Subject {
  const inputShape = [28, 28, 1];
  return {
    title: `CNN on MNIST, batch ${batch}`, batch, inputShape,
    layers: (tf) => [
      tf.layers.conv2d({ inputShape, filters: 32, kernelSize: 3, activation: 'relu' }),
      tf.layers.conv2d({ filters: 64, kernelSize: 3, activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 128, activation: 'relu' }),
      output(tf),
    ],
  };
}

export const subjects = {
  mlp: {
    title: 'MLP 784-512-512-10, batch 128', batch: 128, inputShape: [784],
    layers: (tf) => [
      tf.layers.dense({ inputShape: [784], units: 512, activation: 'relu' }),
      tf.layers.dense({ units: 512, activation: 'relu' }),
      output(tf),
    ],
  },
  deep: {
    title: '20 layers of 128, batch 64', batch: 64, inputShape: [128],
    layers: (tf) => [
      ...Array.from({ length: 19 }, () => tf.layers.dense({ inputShape: [128], units: 128, activation: 'relu' })),
      output(tf),
    ],
  },
  cnn: cnn(64),
  smallCnn: cnn(8),
  lstm: {
    title: 'LSTM(64), 50 steps of 16, batch 32', batch: 32, inputShape: [50, 16],
    // Orthogonal weights take seconds to make and are not trained any differently.
    layers: (tf) => [tf.layers.lstm({ inputShape: [50, 16], units: 64, recurrentInitializer: 'glorotNormal' }), output(tf)],
  },
} satisfies Record<string, Subject>;

export type SubjectName = keyof typeof subjects;

export interface Training {
  model: Sequential;
  x: Tensor;
  y: Tensor;
  step(): Promise<unknown>;
  dispose(): void;
}

/** The model compiled with Adam, and a batch of random data of its shape. */
export function prepareTraining(tf: Tfjs, { batch, inputShape, layers }: Subject): Training {
  const model = tf.sequential({ layers: layers(tf) });
  model.compile({ optimizer: tf.train.adam(LEARNING_RATE), loss: 'categoricalCrossentropy' });
  const x = tf.randomNormal([batch, ...inputShape]);
  const y = tf.oneHot(tf.randomUniform([batch], 0, CLASSES, 'int32'), CLASSES).toFloat();
  return {
    model, x, y,
    step: () => model.trainOnBatch(x, y),
    dispose: () => {
      model.dispose();
      tf.dispose([x, y]);
    },
  };
}
