import * as tf from '@tensorflow/tfjs';

const model = tf.sequential({ layers: [
  tf.layers.dense({ units: 8, activation: 'relu', inputShape: [4], name: 'hidden' }),
  tf.layers.dense({ units: 1, activation: 'sigmoid', name: 'probability' }),
] });
model.compile({ optimizer: tf.train.adam(0.01), loss: (labels, output) => tf.losses.sigmoidCrossEntropy(labels, output) });

async function train() {
  const xs = tf.randomNormal([96, 4]);
  const labels = xs.slice([0, 0], [96, 1]).greater(0).toFloat();
  await model.fit(xs, labels, { batchSize: 24, epochs: 3, verbose: 0 });
}
void train();
