import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.conv3d({ filters: 3, kernelSize: 3, activation: 'relu', inputShape: [6, 8, 8, 1] }));
model.add(tf.layers.averagePooling3d({ poolSize: [2, 2, 2] }));
model.add(tf.layers.conv3d({ filters: 2, kernelSize: [1, 2, 2], activation: 'tanh' }));
model.add(tf.layers.flatten());
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });

const scans = tf.randomNormal([8, 6, 8, 8, 1]);
const target = scans.mean([1, 2, 3, 4]).expandDims(1);
model.fit(scans, target, { epochs: 2, batchSize: 4, verbose: 0 });
