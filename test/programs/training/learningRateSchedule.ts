import * as tf from '@tensorflow/tfjs';

const optimizer = tf.train.momentum(0.1, 0.9);
const model = tf.sequential({ layers: [
  tf.layers.dense({ units: 8, activation: 'sigmoid', inputShape: [2] }),
  tf.layers.dense({ units: 1 }),
] });
model.compile({ optimizer, loss: 'meanSquaredError' });
const xs = tf.randomUniform([32, 2]);
const ys = xs.max(1, true);

model.fit(xs, ys, {
  epochs: 4,
  batchSize: 16,
  verbose: 0,
  callbacks: {
    onEpochBegin: async (epoch) => {
      optimizer.setLearningRate(0.1 * 0.5 ** epoch);
    },
  },
});
