import * as tf from '@tensorflow/tfjs';
import { CartPole, sample } from './cartPole';
const policy = tf.sequential({ layers: [tf.layers.dense({ units: 32, activation: 'tanh', inputShape: [4] }), tf.layers.dense({ units: 2 })] });
const value = tf.sequential({ layers: [tf.layers.dense({ units: 32, activation: 'tanh', inputShape: [4] }), tf.layers.dense({ units: 1 })] });
const pOpt = tf.train.adam(0.003), vOpt = tf.train.adam(0.01);
const vars = (m: tf.LayersModel) => m.trainableWeights.map((w) => (w as unknown as { val: tf.Variable }).val);
const env = new CartPole(); let state = env.reset(); const lengths: number[] = []; let length = 0;
for (let it = 0; it < 12; it++) {
  const S: number[][] = [], A: number[] = [], L: number[] = [], dones: boolean[] = [];
  for (let t = 0; t < 128; t++) {
    const lp = tf.tidy(() => tf.logSoftmax(policy.predict(tf.tensor2d([state])) as tf.Tensor).dataSync());
    const action = sample([...lp].map(Math.exp));
    S.push(state); A.push(action); L.push(lp[action]!);
    const next = env.step(action); length++;
    dones.push(next.done);
    if (next.done) {
      lengths.push(length);
      length = 0;
    }
    state = next.done ? env.reset() : next.state;
  }
  const V = tf.tidy(() => [...(value.predict(tf.tensor2d(S)) as tf.Tensor).dataSync()]);
  const R = new Array<number>(128); let g = V.at(-1)!;
  for (let t = 127; t >= 0; t--) { g = 1 + (dones[t] ? 0 : 0.98 * g); R[t] = g; }
  let adv = R.map((r, t) => r - V[t]!); const m = adv.reduce((a, b) => a + b) / 128, s = Math.sqrt(adv.reduce((a, b) => a + (b - m) ** 2, 0) / 128) + 1e-8; adv = adv.map((x) => (x - m) / s);
  for (let epoch = 0; epoch < 8; epoch++) {
    pOpt.minimize(() => {
      const lp = tf.logSoftmax(policy.apply(tf.tensor2d(S)) as tf.Tensor).mul(tf.oneHot(A, 2)).sum(1);
      const ratio = lp.sub(tf.tensor1d(L)).exp(), a = tf.tensor1d(adv);
      return tf.minimum(ratio.mul(a), ratio.clipByValue(0.8, 1.2).mul(a)).mean().neg() as tf.Scalar;
    }, false, vars(policy));
    vOpt.minimize(() => tf.losses.meanSquaredError(tf.tensor1d(R), (value.apply(tf.tensor2d(S)) as tf.Tensor).squeeze([1])) as tf.Scalar, false, vars(value));
  }
}
console.log(lengths.slice(0, 10), lengths.slice(-10));
