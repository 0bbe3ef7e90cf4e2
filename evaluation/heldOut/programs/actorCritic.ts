import * as tf from '@tensorflow/tfjs';
import { CartPole, sample } from './cartPole';
const input = tf.input({ shape: [4] });
const trunk = tf.layers.dense({ units: 32, activation: 'tanh' }).apply(input) as tf.SymbolicTensor;
const net = tf.model({ inputs: input, outputs: [tf.layers.dense({ units: 2, name: 'logits' }).apply(trunk), tf.layers.dense({ units: 1, name: 'value' }).apply(trunk)] as tf.SymbolicTensor[] });
const optimizer = tf.train.adam(0.01);
const env = new CartPole();
let state = env.reset();
const lengths: number[] = []; let length = 0;
for (let update = 0; update < 150; update++) {
  const states: number[][] = [], actions: number[] = [], rewards: number[] = [], dones: boolean[] = [];
  for (let t = 0; t < 32; t++) {
    const p = tf.tidy(() => (net.predict(tf.tensor2d([state])) as tf.Tensor[])[0]!.softmax().dataSync());
    const action = sample([...p]);
    const next = env.step(action);
    states.push(state); actions.push(action); rewards.push(1); dones.push(next.done); length++;
    if (next.done) {
      lengths.push(length);
      length = 0;
    }
    state = next.done ? env.reset() : next.state;
  }
  let g = tf.tidy(() => (net.predict(tf.tensor2d([state])) as tf.Tensor[])[1]!.dataSync()[0]!);
  const returns = new Array<number>(32);
  for (let t = 31; t >= 0; t--) { g = rewards[t]! + (dones[t] ? 0 : 0.99 * g); returns[t] = g; }
  optimizer.minimize(() => {
    const [logits, values] = net.apply(tf.tensor2d(states)) as tf.Tensor[];
    const value = values!.squeeze([1]);
    const advantage = tf.tensor1d(returns).sub(tf.tensor1d(value.dataSync() as Float32Array));
    const logp = tf.logSoftmax(logits!);
    const chosen = logp.mul(tf.oneHot(actions, 2)).sum(1);
    const entropy = logp.mul(logp.exp()).sum(1).neg().mean();
    const critic = tf.tensor1d(returns).sub(value).square().mean();
    return chosen.mul(advantage).mean().neg().add(critic.mul(0.5)).sub(entropy.mul(0.01)) as tf.Scalar;
  });
}
console.log(lengths.slice(0, 10), lengths.slice(-10));
