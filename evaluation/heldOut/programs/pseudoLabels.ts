import * as tf from '@tensorflow/tfjs';
const point = (c: number) => [Math.cos(c * 2.1) + 0.4 * (Math.random() * 2 - 1), Math.sin(c * 2.1) + 0.4 * (Math.random() * 2 - 1)];
const model = tf.sequential({ layers: [tf.layers.dense({ units: 16, activation: 'relu', inputShape: [2] }), tf.layers.dense({ units: 3, activation: 'softmax' })] });
model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' });
const labelled = Array.from({ length: 60 }, (_, i) => i % 3), free = Array.from({ length: 120 }, (_, i) => point(i % 3));
const x = tf.tensor2d(labelled.map(point)), y = tf.oneHot(tf.tensor1d(labelled, 'int32'), 3);
await model.fit(x, y, { epochs: 20, verbose: 0 });
for (let round = 0; round < 8; round++) {
  const guess = (model.predict(tf.tensor2d(free)) as tf.Tensor).argMax(1);
  await model.fit(x.concat(tf.tensor2d(free)), y.toFloat().concat(tf.oneHot(guess.toInt(), 3).toFloat()), { epochs: 3, verbose: 0 });
}
