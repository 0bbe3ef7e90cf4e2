import tf = require('@tensorflow/tfjs');
import scale = require('./scale.cjs');

const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, activation: 'tanh', inputShape: [2] }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });

async function train(epochs = 4): Promise<number> {
  const xs = tf.randomUniform([64, 2], -1, 1);
  const { history } = await model.fit(xs, xs.mul(scale(1)).sum(1, true), { epochs, batchSize: 16, verbose: 0 });
  return history['loss']!.at(-1) as number;
}

export = train;
