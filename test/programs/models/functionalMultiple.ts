import * as tf from '@tensorflow/tfjs';

// House prices from a picture of the street and a few numbers; a second head says whether it sells within a month.
const street = tf.input({ shape: [12, 12, 1], name: 'street' });
const facts = tf.input({ shape: [5], name: 'facts' });

let x = tf.layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu' }).apply(street) as tf.SymbolicTensor;
x = tf.layers.maxPooling2d({ poolSize: 2 }).apply(x) as tf.SymbolicTensor;
x = tf.layers.flatten().apply(x) as tf.SymbolicTensor;
const numbers = tf.layers.dense({ units: 8, activation: 'relu' }).apply(facts) as tf.SymbolicTensor;
const joined = tf.layers.concatenate().apply([x, numbers]) as tf.SymbolicTensor;
const trunk = tf.layers.dense({ units: 16, activation: 'relu' }).apply(joined) as tf.SymbolicTensor;

const price = tf.layers.dense({ units: 1, name: 'price' }).apply(trunk) as tf.SymbolicTensor;
const sells = tf.layers.dense({ units: 1, activation: 'sigmoid', name: 'sells' }).apply(trunk) as tf.SymbolicTensor;

const model = tf.model({ inputs: [street, facts], outputs: [price, sells] });

model.compile({
  optimizer: tf.train.adam(0.005),
  loss: { price: 'meanSquaredError', sells: 'binaryCrossentropy' },
  metrics: { sells: 'accuracy' },
});

const samples = 48;
const pictures = tf.randomUniform([samples, 12, 12, 1]);
const table = tf.randomNormal([samples, 5]);
const prices = table.sum(1, true).mul(0.3).add(1);
const soldSoon = table.slice([0, 0], [samples, 1]).greater(0).toFloat();

(async () => {
  await model.fit([pictures, table], [prices, soldSoon], { epochs: 3, batchSize: 16, verbose: 0 });
  const [p, s] = model.predict([pictures, table]) as tf.Tensor[];
  console.log(p!.shape, s!.shape);
})();
