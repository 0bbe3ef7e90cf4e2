import * as tf from '@tensorflow/tfjs';
import { UNITS } from 'lib/units';

export const model = tf.sequential();
model.add(tf.layers.dense({ units: UNITS, activation: 'tanh', inputShape: [2] }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });
