import * as tf from '@tensorflow/tfjs';
import { CartPole } from './cartPole';
const model = tf.sequential({ layers: [tf.layers.dense({ units: 24, activation: 'relu', inputShape: [4] }), tf.layers.dense({ units: 24, activation: 'relu' }), tf.layers.dense({ units: 2, activation: 'linear' })] });
model.compile({ optimizer: tf.train.adam(0.005), loss: 'meanSquaredError' });
const memory: [number[], number, number, number[], boolean][] = [];
const env = new CartPole(); let epsilon = 1; const lengths: number[] = [];
for (let episode = 0; episode < 25; episode++) {
  let state = env.reset(), done = false, length = 0;
  while (!done && length < 100) {
    const action = Math.random() < epsilon ? Math.floor(Math.random() * 2) : (model.predict(tf.tensor2d([state])) as tf.Tensor).argMax(1).dataSync()[0]!;
    const next = env.step(action); done = next.done; length++;
    memory.push([state, action, done ? -10 : 1, next.state, done]); state = next.state;
    if (memory.length < 64 || length % 3) continue;
    const batch = Array.from({ length: 24 }, () => memory[Math.floor(Math.random() * memory.length)]!);
    const q = (model.predict(tf.tensor2d(batch.map((b) => b[0]))) as tf.Tensor).arraySync() as number[][], n = (model.predict(tf.tensor2d(batch.map((b) => b[3]))) as tf.Tensor).max(1).dataSync();
    batch.forEach((b, i) => (q[i]![b[1]] = b[2] + (b[4] ? 0 : 0.95 * n[i]!)));
    await model.fit(tf.tensor2d(batch.map((b) => b[0])), tf.tensor2d(q), { epochs: 1, verbose: 0 });
    epsilon = Math.max(0.05, epsilon * 0.99);
  }
  lengths.push(length);
}
console.log(lengths);
