import * as tf from '@tensorflow/tfjs';

export const hidden = () => tf.layers.dense({ units: 8, activation: 'tanh', inputShape: [2] });
