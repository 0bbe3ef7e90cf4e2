import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, activation: 'relu', inputShape: [4] }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', lr: 0.05, clipnorm: 1 });

const xs = tf.randomNormal([64, 4]);
await model.fit(xs, xs.sum(1, true), { batchSize: 16, epochs: 5, verbose: 0 });
