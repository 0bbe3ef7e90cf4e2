import * as tf from '@tensorflow/tfjs';

const cells = [tf.layers.gruCell({ units: 6 }), tf.layers.lstmCell({ units: 5 })];
const model = tf.sequential();
// eslint-disable-next-line @typescript-eslint/no-explicit-any
model.add(tf.layers.rnn({ cell: tf.layers.stackedRNNCells({ cells: cells as any }) as any, inputShape: [6, 2] }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
const xs = tf.randomNormal([16, 6, 2]);
model.fit(xs, xs.mean([1, 2]).expandDims(1), { epochs: 2, batchSize: 8, verbose: 0 });
