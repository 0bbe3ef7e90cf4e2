import * as tf from '@tensorflow/tfjs';
// u'' = -u with u(0) = 0, u(1) = sin 1, by finite differences of the net.
const net = tf.sequential({ layers: [tf.layers.dense({ units: 16, activation: 'tanh', inputShape: [1] }), tf.layers.dense({ units: 16, activation: 'tanh' }), tf.layers.dense({ units: 1 })] });
const optimizer = tf.train.adam(0.005);
const x = tf.linspace(0.05, 0.95, 20).reshape([20, 1]), h = 0.05;
const u = (t: tf.Tensor) => net.apply(t) as tf.Tensor;
for (let i = 0; i < 300; i++) optimizer.minimize(() => {
  const second = u(x.add(h)).sub(u(x).mul(2)).add(u(x.sub(h))).div(h * h);
  const ends = u(tf.tensor2d([[0], [1]])).sub(tf.tensor2d([[0], [Math.sin(1)]])).square().sum();
  return second.add(u(x)).square().mean().add(ends.mul(10)) as tf.Scalar;
});
