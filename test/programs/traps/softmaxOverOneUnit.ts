import * as tf from '@tensorflow/tfjs';

const model = tf.sequential({ layers: [
  tf.layers.dense({ units: 8, activation: 'relu', inputShape: [4], name: 'hidden' }),
  tf.layers.dense({ units: 1, activation: 'softmax', name: 'yes_or_no' }),
] });
model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });

async function train() {
  const xs = tf.randomNormal([64, 4]);
  await model.fit(xs, xs.slice([0, 0], [64, 1]).greater(0).toFloat(), { batchSize: 16, epochs: 3, verbose: 0 });
}
void train();
