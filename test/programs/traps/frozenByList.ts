import * as tf from '@tensorflow/tfjs';

const encoder = tf.layers.dense({ units: 12, activation: 'tanh', inputShape: [4], name: 'encoder' });
const head = tf.layers.dense({ units: 1, name: 'head' });
const model = tf.sequential({ layers: [encoder, head] });
const optimizer = tf.train.adam(0.02);
const headOnly = head.getWeights() as tf.Variable[];

// The list says what is trained: the encoder stays as it is.
for (let step = 0; step < 30; step++) {
  const xs = tf.randomNormal([32, 4]);
  optimizer.minimize(() => tf.losses.meanSquaredError(xs.sum(1, true), model.apply(xs) as tf.Tensor) as tf.Scalar, false, headOnly);
}
