import * as tf from '@tensorflow/tfjs';

interface Transition { state: number[]; action: number; reward: number; next: number[]; done: boolean }

function createNetwork(name: string): tf.Sequential {
  const model = tf.sequential({ name });
  model.add(tf.layers.dense({ units: 12, activation: 'relu', inputShape: [3], kernelInitializer: 'heUniform' }));
  model.add(tf.layers.dense({ units: 2 })); // Q values
  return model;
}

const online = createNetwork('online');
const target = createNetwork('target');
target.setWeights(online.getWeights());
const optimizer = tf.train.adam(0.005);
const memory: Transition[] = [];

function replay(batch: Transition[]) {
  const lossFunction = () => tf.tidy(() => {
    const states = tf.tensor2d(batch.map((t) => t.state));
    const actions = tf.tensor1d(batch.map((t) => t.action), 'int32');
    const q = (online.apply(states, { training: true }) as tf.Tensor).mul(tf.oneHot(actions, 2)).sum(-1);
    const nextQ = (target.predict(tf.tensor2d(batch.map((t) => t.next))) as tf.Tensor).max(-1);
    const goal = nextQ.mul(tf.tensor1d(batch.map((t) => (t.done ? 0 : 0.9)))).add(tf.tensor1d(batch.map((t) => t.reward)));
    return tf.losses.huberLoss(goal, q) as tf.Scalar;
  });
  const { grads, value } = tf.variableGrads(lossFunction, online.getWeights() as tf.Variable[]);
  optimizer.applyGradients(grads as any);
  tf.dispose([grads, value]);
}

let x = 0;
for (let frame = 0; frame < 40; frame++) {
  const state = [Math.sin(x), Math.cos(x), 1];
  const action = Math.random() < 0.3 ? Math.floor(Math.random() * 2)
    : tf.tidy(() => (online.predict(tf.tensor2d([state])) as tf.Tensor).argMax(-1).dataSync()[0]!);
  x += action === 0 ? 0.2 : -0.2;
  memory.push({ state, action, reward: Math.cos(x), next: [Math.sin(x), Math.cos(x), 1], done: frame % 10 === 9 });
  if (memory.length >= 16 && frame % 3 === 0) {
    tf.util.shuffle(memory);
    replay(memory.slice(0, 16));
  }
  if (frame % 12 === 0) target.setWeights(online.getWeights());
}
