import * as tf from '@tensorflow/tfjs';

const optimizers = {
  sgd: tf.train.sgd(0.05), momentum: tf.train.momentum(0.05, 0.9, true), rmsprop: tf.train.rmsprop(0.01, 0.9, 0.5, 1e-7, true),
  adam: tf.train.adam(0.01), adamax: tf.train.adamax(0.01), adagrad: tf.train.adagrad(0.05), adadelta: tf.train.adadelta(0.5),
};

async function compare() {
  const xs = tf.randomNormal([20, 3]);
  const ys = xs.sum(1, true);
  for (const [name, optimizer] of Object.entries(optimizers)) {
    const model = tf.sequential({ name, layers: [tf.layers.dense({ units: 1, inputShape: [3], name: `${name}_line` })] });
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const { history } = await model.fit(xs, ys, { epochs: 3, batchSize: 20, verbose: 0 });
    console.log(name, history.loss);
  }
}

compare();
