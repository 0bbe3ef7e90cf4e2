import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dropout({ rate: 0.2, inputShape: [10, 4] }));
model.add(tf.layers.spatialDropout1d({ rate: 0.2 }));
model.add(tf.layers.flatten());
model.add(tf.layers.dense({ units: 10, activation: 'swish' }));
model.add(tf.layers.gaussianDropout({ rate: 0.1 }));
model.add(tf.layers.repeatVector({ n: 3 }));
model.add(tf.layers.permute({ dims: [2, 1] }));
model.add(tf.layers.reshape({ targetShape: [30] }));
model.add(tf.layers.prelu());
model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
model.compile({ optimizer: 'adamax', loss: 'categoricalCrossentropy' });

const labels = tf.range(0, 30, 1, 'int32').mod(tf.scalar(3, 'int32'));
const xs = tf.randomNormal([30, 10, 4]).add(labels.reshape([30, 1, 1]));
model.fit(xs, tf.oneHot(labels, 3), { epochs: 3, batchSize: 10, verbose: 0 });
