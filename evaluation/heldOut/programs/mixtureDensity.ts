import * as tf from '@tensorflow/tfjs';
const K = 3;
const hidden = tf.layers.dense({ units: 24, activation: 'tanh', inputShape: [1] }), pi = tf.layers.dense({ units: K }), mu = tf.layers.dense({ units: K }), sigma = tf.layers.dense({ units: K });
hidden.build([null, 1]); for (const l of [pi, mu, sigma]) l.build([null, 24]);
const optimizer = tf.train.adam(0.01);
const t = Array.from({ length: 200 }, () => Math.random() * 2 - 1), x = t.map((v) => v + 0.3 * Math.sin(2 * Math.PI * v) + 0.05 * (Math.random() * 2 - 1));
const X = tf.tensor2d(x.map((v) => [v])), Y = tf.tensor2d(t.map((v) => [v]));
for (let i = 0; i < 300; i++) optimizer.minimize(() => {
  const h = hidden.apply(X) as tf.Tensor;
  const lp = tf.logSoftmax(pi.apply(h) as tf.Tensor), m = mu.apply(h) as tf.Tensor, ls = (sigma.apply(h) as tf.Tensor).clipByValue(-4, 4);
  const ll = Y.sub(m).div(ls.exp()).square().mul(-0.5).sub(ls).sub(0.919);
  return tf.logSumExp(lp.add(ll), 1).mean().neg() as tf.Scalar;
});
