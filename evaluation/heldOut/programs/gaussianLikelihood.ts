import * as tf from '@tensorflow/tfjs';
const net = tf.sequential({ layers: [tf.layers.dense({ units: 24, activation: 'relu', inputShape: [1] }), tf.layers.dense({ units: 2 })] });
const optimizer = tf.train.adam(0.01);
for (let i = 0; i < 300; i++) optimizer.minimize(() => {
  const a = tf.randomNormal([64, 1]), b = a.square().mul(0.5).add(tf.randomNormal([64, 1], 0, 0.05));
  const [m, s] = tf.split(net.apply(a) as tf.Tensor, 2, 1);
  return b.sub(m!).div(s!.exp()).square().mul(0.5).add(s!).mean() as tf.Scalar;
});
