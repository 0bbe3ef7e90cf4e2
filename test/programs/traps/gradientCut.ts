import * as tf from '@tensorflow/tfjs';

const encoder = tf.layers.dense({ units: 6, activation: 'tanh', inputShape: [4], name: 'encoder' });
const head = tf.layers.dense({ units: 1, inputShape: [6], name: 'head' });
const model = tf.sequential({ layers: [encoder, head] });
model.predict(tf.zeros([1, 4]));
const optimizer = tf.train.adam(0.01);

for (let step = 0; step < 10; step++) {
  const xs = tf.randomNormal([16, 4]);
  optimizer.minimize(() => {
    // Numbers that were read out have no gradient.
    const code = encoder.apply(xs) as tf.Tensor;
    const copy = tf.tensor2d(code.arraySync() as number[][]);
    return tf.losses.meanSquaredError(xs.sum(1, true), head.apply(copy) as tf.Tensor) as tf.Scalar;
  }, false);
}
