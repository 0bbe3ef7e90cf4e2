import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, activation: 'tanh', inputShape: [2] }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });

const xs = tf.randomUniform([64, 2], -1, 1);
const ys = xs.mul(tf.tensor1d([0.5, -0.3])).sum(1, true);
model.fit(xs, ys, { epochs: 4, batchSize: 16, verbose: 0 });
