import * as tf from '@tensorflow/tfjs';
import { CartPole } from './cartPole';
const make = () => tf.sequential({ layers: [tf.layers.dense({ units: 32, activation: 'relu', inputShape: [4] }), tf.layers.dense({ units: 32, activation: 'relu' }), tf.layers.dense({ units: 2 })] });
const online = make(), target = make();
target.setWeights(online.getWeights());
const optimizer = tf.train.adam(1e-3);
const memory: [number[], number, number, number[], boolean][] = [];
const env = new CartPole();
let state = env.reset(), step = 0; let length = 0; const lengths: number[] = [];
while (step < 1000) {
  const epsilon = Math.max(0.05, 1 - step / 500);
  const action = Math.random() < epsilon ? Math.floor(Math.random() * 2) : tf.tidy(() => (online.predict(tf.tensor2d([state])) as tf.Tensor).argMax(1).dataSync()[0]!);
  const next = env.step(action); length++;
  memory.push([state, action, 1, next.state, next.done]);
  state = next.done ? env.reset() : next.state;
  if (next.done) {
      lengths.push(length);
      length = 0;
    }
  step++;
  if (memory.length < 64 || step % 2) continue;
  const batch = Array.from({ length: 32 }, () => memory[Math.floor(Math.random() * memory.length)]!);
  const y = tf.tidy(() => {
    const best = (target.predict(tf.tensor2d(batch.map((b) => b[3]))) as tf.Tensor).max(1);
    return best.mul(tf.tensor1d(batch.map((b) => (b[4] ? 0 : 0.99)))).add(tf.tensor1d(batch.map((b) => b[2])));
  });
  optimizer.minimize(() => {
    const q = (online.apply(tf.tensor2d(batch.map((b) => b[0]))) as tf.Tensor).mul(tf.oneHot(batch.map((b) => b[1]), 2)).sum(1);
    return tf.losses.huberLoss(y, q) as tf.Scalar;
  }, false, online.trainableWeights.map((w) => (w as unknown as { val: tf.Variable }).val));
  y.dispose();
  if (step % 100 === 0) target.setWeights(online.getWeights());
}
console.log(lengths.slice(0, 10), lengths.slice(-10));
