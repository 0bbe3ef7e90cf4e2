import * as tf from '@tensorflow/tfjs';
import { Shape } from '@tensorflow/tfjs-layers/dist/keras_format/common';
import type { Logs } from '@tensorflow/tfjs-layers/dist/logs';

const inputShape: Shape = [2];
const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, activation: 'tanh', inputShape }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });

const xs = tf.randomUniform([64, 2], -1, 1);
const onEpochEnd = (_epoch: number, logs?: Logs): void => console.log(logs?.loss);
model.fit(xs, xs.sum(1, true), { epochs: 4, batchSize: 16, verbose: 0, callbacks: { onEpochEnd } });
