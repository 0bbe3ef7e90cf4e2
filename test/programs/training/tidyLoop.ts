import * as tf from '@tensorflow/tfjs';

// Everything in tidies, the loss kept, tensors counted.
const w1 = tf.layers.dense({ units: 8, activation: 'tanh', inputShape: [2], name: 'w1' });
const w2 = tf.layers.dense({ units: 1, name: 'w2' });
const model = tf.sequential({ layers: [w1, w2] });
const optimizer = tf.train.adagrad(0.05);

let before = 0;
for (let i = 0; i < 8; i++) {
  const loss = tf.tidy(() => {
    const xs = tf.randomUniform([16, 2], -1, 1);
    const ys = xs.square().sum(1, true);
    return optimizer.minimize(() => {
      const out = tf.tidy(() => model.apply(xs) as tf.Tensor);
      return tf.keep(tf.tidy(() => out.sub(ys).square().mean())) as tf.Scalar;
    }, true)!.dataSync()[0]!;
  });
  if (i === 3) before = tf.memory().numTensors;
  if (i === 7) console.log('loss', loss.toFixed(3), 'tensors a step', (tf.memory().numTensors - before) / 4);
}
