import * as tf from '@tensorflow/tfjs';

export const xs = tf.randomUniform([64, 2], -1, 1);
export const ys = xs.mul(tf.tensor1d([0.5, -0.3])).sum(1, true);
