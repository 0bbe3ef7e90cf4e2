import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import union from '@tensorflow/tfjs';

const model = sequential();
model.add(layers.dense({ units: 8, activation: 'tanh', inputShape: [2] }));
model.add(union.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });

const xs = tf.randomUniform([64, 2], -1, 1);
model.fit(xs, tf.sum(xs, 1, true), { epochs: 4, batchSize: 16, verbose: 0 });
