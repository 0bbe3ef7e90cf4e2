import * as tf from '@tensorflow/tfjs';

/** A siamese network: both inputs pass the same tower, their distance says whether they are of one class. */
function buildSiamese(features: number): tf.LayersModel {
  const left = tf.input({ shape: [features] });
  const right = tf.input({ shape: [features] });

  const first = tf.layers.dense({ units: 16, activation: 'relu' });
  const embed = tf.layers.dense({ units: 8, activation: 'tanh' });
  const tower = (input: tf.SymbolicTensor) => embed.apply(first.apply(input)) as tf.SymbolicTensor;

  const product = tf.layers.multiply().apply([tower(left), tower(right)]) as tf.SymbolicTensor;
  const same = tf.layers.dense({ units: 1, activation: 'sigmoid' }).apply(product) as tf.SymbolicTensor;
  return tf.model({ inputs: [left, right], outputs: same });
}

async function run() {
  const model = buildSiamese(6);
  model.compile({ optimizer: 'rmsprop', loss: 'binaryCrossentropy' });
  const signs = tf.randomUniform([64, 1]).greater(0.5).toFloat().mul(2).sub(1);
  const a = tf.randomNormal([64, 6]).add(signs);
  const same = tf.randomUniform([64, 1]).greater(0.5).toFloat();
  const b = tf.randomNormal([64, 6]).add(signs.mul(same.mul(2).sub(1)));
  for (let epoch = 0; epoch < 2; epoch++) {
    const { history } = await model.fit([a, b], same, { batchSize: 16, epochs: 1, verbose: 0 });
    console.log(`epoch ${epoch}: ${history.loss}`);
  }
}

run().catch(console.error);
