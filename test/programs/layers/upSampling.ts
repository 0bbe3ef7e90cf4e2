import * as tf from '@tensorflow/tfjs';

/** A U-Net in small: pool, upsample, join with what was there before. */
const input = tf.input({ shape: [8, 8, 2] });
const padded = tf.layers.zeroPadding2d({ padding: 1 }).apply(input);
const top = tf.layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu' }).apply(padded) as tf.SymbolicTensor;
const pooled = tf.layers.maxPooling2d({ poolSize: 2 }).apply(top);
const bottom = tf.layers.conv2d({ filters: 6, kernelSize: 3, padding: 'same', activation: 'relu', name: 'bottom' }).apply(pooled);
const up = tf.layers.upSampling2d({ size: [2, 2] }).apply(bottom) as tf.SymbolicTensor;
const joined = tf.layers.concatenate({ axis: -1 }).apply([top, up]);
const mask = tf.layers.conv2d({ filters: 1, kernelSize: 1, activation: 'sigmoid', name: 'mask' }).apply(joined) as tf.SymbolicTensor;

const unet = tf.model({ inputs: input, outputs: mask, name: 'unet' });
unet.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });
const xs = tf.randomNormal([12, 8, 8, 2]);
const ys = xs.max(3, true).greater(0.5).toFloat();
unet.fit(xs, ys, { epochs: 2, batchSize: 6, verbose: 0 });
