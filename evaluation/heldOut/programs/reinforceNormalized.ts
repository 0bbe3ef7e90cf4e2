import * as tf from '@tensorflow/tfjs';
import { CartPole, sample } from './cartPole';
const policy = tf.sequential({ layers: [tf.layers.dense({ units: 16, activation: 'relu', inputShape: [4] }), tf.layers.dense({ units: 2, activation: 'softmax' })] });
const optimizer = tf.train.adam(0.05);
const env = new CartPole();
const lengths: number[] = [];
for (let episode = 0; episode < 120; episode++) {
  const states: number[][] = [], actions: number[] = [];
  let state = env.reset(), done = false;
  while (!done && states.length < 200) {
    const p = tf.tidy(() => (policy.predict(tf.tensor2d([state])) as tf.Tensor).dataSync());
    const action = sample([...p]);
    states.push(state); actions.push(action);
    ({ state, done } = env.step(action));
  }
  lengths.push(states.length);
  const returns = new Array<number>(states.length); let g = 0;
  for (let t = states.length - 1; t >= 0; t--) { g = 1 + 0.99 * g; returns[t] = g; }
  const mean = returns.reduce((a, b) => a + b) / returns.length, std = Math.sqrt(returns.reduce((a, b) => a + (b - mean) ** 2, 0) / returns.length) + 1e-8;
  const weights = returns.map((r) => (r - mean) / std);
  optimizer.minimize(() => {
    const probs = policy.apply(tf.tensor2d(states)) as tf.Tensor2D;
    const chosen = probs.mul(tf.oneHot(actions, 2)).sum(1);
    return chosen.add(1e-8).log().mul(tf.tensor1d(weights)).mean().neg() as tf.Scalar;
  });
}
console.log(lengths.slice(0, 10), lengths.slice(-10));
