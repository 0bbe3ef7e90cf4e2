import * as tf from '@tensorflow/tfjs';
const net = tf.sequential({ layers: [tf.layers.dense({ units: 24, activation: 'relu', inputShape: [6] }), tf.layers.dense({ units: 4 })] });
const optimizer = tf.train.adam(0.003);
const point = (c: number) => Array.from({ length: 6 }, (_, j) => Math.sin(c * 3 + j * 1.7) + 0.5 * (Math.random() * 2 - 1));
for (let i = 0; i < 250; i++) {
  const a = Array.from({ length: 32 }, () => Math.floor(Math.random() * 4)), n = a.map((c) => (c + 1 + Math.floor(Math.random() * 3)) % 4);
  optimizer.minimize(() => {
    const [x, p, q] = [a, a, n].map((cs) => net.apply(tf.tensor2d(cs.map(point))) as tf.Tensor);
    const d = (s: tf.Tensor, t: tf.Tensor) => s.sub(t).square().sum(1);
    return tf.relu(d(x!, p!).sub(d(x!, q!)).add(1)).mean() as tf.Scalar;
  });
}
