import * as tf from '@tensorflow/tfjs';
const encoder = tf.sequential({ layers: [tf.layers.dense({ units: 32, activation: 'relu', inputShape: [10] }), tf.layers.dense({ units: 8 })] });
const optimizer = tf.train.adam(0.003);
const base = tf.randomNormal([200, 10]);
for (let i = 0; i < 250; i++) {
  const idx = tf.tensor1d(Array.from({ length: 32 }, () => Math.floor(Math.random() * 200)), 'int32');
  const b = base.gather(idx), view = () => b.add(tf.randomNormal([32, 10], 0, 0.3));
  optimizer.minimize(() => {
    const n = (t: tf.Tensor) => t.div(t.norm('euclidean', 1, true).add(1e-6));
    const a = n(encoder.apply(view()) as tf.Tensor), c = n(encoder.apply(view()) as tf.Tensor);
    return tf.losses.softmaxCrossEntropy(tf.eye(32), a.matMul(c, false, true).div(0.2)) as tf.Scalar;
  });
}
