import * as tf from '@tensorflow/tfjs';

const model = tf.sequential({ layers: [
  tf.layers.dense({ units: 8, activation: 'relu', inputShape: [4], name: 'hidden' }),
  tf.layers.dense({ units: 3, activation: 'softmax', name: 'classes' }),
] });
const optimizer = tf.train.adam(0.01);

for (let step = 0; step < 12; step++) {
  const xs = tf.randomNormal([24, 4]);
  const labels = tf.oneHot(xs.slice([0, 0], [24, 3]).argMax(1).toInt(), 3);
  optimizer.minimize(() => tf.losses.softmaxCrossEntropy(labels, model.apply(xs) as tf.Tensor) as tf.Scalar);
}
