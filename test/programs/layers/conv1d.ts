import * as tf from '@tensorflow/tfjs';

const model = tf.sequential({
  layers: [
    tf.layers.conv1d({ inputShape: [32, 2], filters: 6, kernelSize: 5, activation: 'relu', padding: 'same' }),
    tf.layers.averagePooling1d({ poolSize: 4 }),
    tf.layers.conv1d({ filters: 4, kernelSize: 3, strides: 2, activation: 'relu' }),
    tf.layers.globalMaxPooling1d(),
    tf.layers.dense({ units: 1, activation: 'sigmoid' }),
  ],
});
model.compile({ optimizer: tf.train.adam(0.01), loss: 'binaryCrossentropy' });

const time = tf.range(0, 32).reshape([1, 32, 1]);
const fast = tf.randomUniform([24, 1, 1]).greater(0.5).toFloat();
const wave = time.mul(fast.mul(0.8).add(0.4)).sin();
const xs = tf.concat([wave, wave.square()], 2).add(tf.randomNormal([24, 32, 2], 0, 0.1));
model.fit(xs, fast.reshape([24, 1]), { epochs: 3, batchSize: 8, verbose: 0 });
