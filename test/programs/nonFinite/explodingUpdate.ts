import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, inputShape: [4], activation: 'relu', kernelInitializer: 'heNormal' }));
model.add(tf.layers.dense({ units: 1 }));
// Meant 0.001.
model.compile({ optimizer: tf.train.sgd(1000), loss: 'meanSquaredError' });
const xs = tf.randomNormal([32, 4]);
model.fit(xs, xs.sum(1, true), { epochs: 10, batchSize: 8, verbose: 0 });
