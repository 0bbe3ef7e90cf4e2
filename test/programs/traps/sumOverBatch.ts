import * as tf from '@tensorflow/tfjs';

const model = tf.sequential({ layers: [
  tf.layers.dense({ units: 16, activation: 'relu', inputShape: [6], name: 'hidden' }),
  tf.layers.dense({ units: 1, name: 'price' }),
] });
const optimizer = tf.train.sgd(0.02);

for (let step = 0; step < 4; step++) {
  const xs = tf.randomNormal([128, 6]);
  const ys = xs.sum(1, true);
  optimizer.minimize(() => tf.sum(tf.squaredDifference(ys, model.apply(xs) as tf.Tensor)) as tf.Scalar);
}
