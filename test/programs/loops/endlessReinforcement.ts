import * as tf from '@tensorflow/tfjs';

const net = tf.sequential({ layers: [
  tf.layers.dense({ units: 6, inputShape: [2], activation: 'tanh' }),
  tf.layers.dense({ units: 2 }),
] });
const optimizer = tf.train.sgd(0.01);
let episode = 0;

async function playForever(): Promise<never> {
  while (true) {
    const state = tf.randomUniform([8, 2], -1, 1);
    const reward = state.sum(1);
    optimizer.minimize(() => {
      const q = net.apply(state) as tf.Tensor2D;
      return q.max(1).sub(reward).square().mean() as tf.Scalar;
    });
    tf.dispose([state, reward]);
    if (++episode % 100 === 0) console.log(`episode ${episode}, tensors ${tf.memory().numTensors}`);
    await tf.nextFrame();
  }
}

playForever();
