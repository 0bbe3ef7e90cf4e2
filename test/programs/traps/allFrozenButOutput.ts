import * as tf from '@tensorflow/tfjs';

const model = tf.sequential({ layers: [
  tf.layers.dense({ units: 16, activation: 'tanh', inputShape: [4], name: 'features', trainable: false }),
  tf.layers.dense({ units: 1, name: 'readout' }),
] });
model.compile({ optimizer: tf.train.adam(0.02), loss: 'meanSquaredError' });

async function train() {
  const xs = tf.randomNormal([96, 4]);
  await model.fit(xs, xs.sum(1, true), { batchSize: 16, epochs: 6, verbose: 0 });
}
void train();
