import * as tf from '@tensorflow/tfjs';

export const xs = tf.randomUniform([64, 2], -1, 1);
