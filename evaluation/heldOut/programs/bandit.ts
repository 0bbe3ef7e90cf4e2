import * as tf from '@tensorflow/tfjs';
const preferences = tf.variable(tf.zeros([5]));
const optimizer = tf.train.sgd(0.1);
const means = [0.1, 0.5, 0.2, 0.9, 0.3];
let baseline = 0;
for (let i = 0; i < 300; i++) {
  const p = tf.tidy(() => preferences.softmax().dataSync()); let r = Math.random(), a = 0; while ((r -= p[a]!) > 0 && a < 4) a++;
  const reward = means[a]! + 0.5 * (Math.random() * 2 - 1);
  const advantage = reward - baseline; baseline += 0.05 * (reward - baseline);
  optimizer.minimize(() => tf.logSoftmax(preferences).gather(tf.tensor1d([a], 'int32')).sum().mul(-advantage) as tf.Scalar);
}
