import * as tf from '@tensorflow/tfjs';

const model = tf.sequential({ layers: [
  tf.layers.dense({ units: 8, activation: 'tanh', inputShape: [3], name: 'hidden' }),
  tf.layers.dense({ units: 2, kernelInitializer: 'zeros', name: 'correction' }),
] });
const optimizer = tf.train.sgd(0.05);

for (let step = 0; step < 3; step++) {
  const xs = tf.randomNormal([8, 3]);
  // The correction is 0 at first, where the length of a vector has no gradient.
  optimizer.minimize(() => tf.norm(model.apply(xs) as tf.Tensor, 'euclidean', 1).mean() as tf.Scalar);
}
