import * as tf from '@tensorflow/tfjs';

const model = tf.sequential({ layers: [
  tf.layers.dense({ units: 8, activation: 'relu', inputShape: [4], kernelInitializer: 'heNormal' }),
  tf.layers.dense({ units: 2, activation: 'softmax', name: 'probabilities' }),
] });
const optimizer = tf.train.adam(0.01);

for (let step = 0; step < 6; step++) {
  const xs = tf.randomNormal([8, 4]);
  const labels = tf.oneHot(tf.zeros([8], 'int32'), 2);
  optimizer.minimize(() => {
    const p = model.apply(xs) as tf.Tensor;
    // From step 3 on, one class is never said: log(0).
    const masked = step < 3 ? p : p.mul(tf.tensor2d([[0, 1]]));
    return masked.log().mul(labels).sum(1).mean().neg() as tf.Scalar;
  });
}
