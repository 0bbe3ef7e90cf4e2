import * as tf from '@tensorflow/tfjs';
const xs = tf.tensor2d([[0, 0], [0, 1], [1, 0], [1, 1]]), ys = tf.tensor2d([[0], [1], [1], [0]]);
const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, activation: 'tanh', inputShape: [2] }));
model.add(tf.layers.dense({ units: 1, activation: 'sigmoid' }));
model.compile({ optimizer: tf.train.adam(0.1), loss: 'binaryCrossentropy' });
await model.fit(xs, ys, { epochs: 250, batchSize: 4, verbose: 0 });
