import * as tf from '@tensorflow/tfjs-node';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, activation: 'tanh', inputShape: [2] }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });

const xs = tf.randomUniform([80, 2], -1, 1);
const ys = xs.mul(tf.tensor1d([0.5, -0.3])).sum(1, true);

async function main(): Promise<void> {
  const { history } = await model.fit(xs, ys, {
    epochs: 4, batchSize: 16, validationSplit: 0.2, verbose: 0,
    callbacks: tf.node.tensorBoard('logs', { histogramFreq: 4 }),
  });
  console.log('losses', JSON.stringify(history.loss));
}

main();
