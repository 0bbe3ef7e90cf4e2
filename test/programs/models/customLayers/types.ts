import type * as tf from '@tensorflow/tfjs';

export type Shape = (number | null)[];
export type Kwargs = Parameters<tf.layers.Layer['call']>[1];
