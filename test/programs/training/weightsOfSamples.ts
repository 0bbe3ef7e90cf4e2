import * as tf from '@tensorflow/tfjs';

const model = tf.sequential({ layers: [
  tf.layers.dense({ units: 8, activation: 'relu', inputShape: [3], kernelInitializer: 'heNormal' }),
  tf.layers.dense({ units: 2, activation: 'softmax' }),
] });
model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });

const xs = tf.randomNormal([40, 3]);
const rare = xs.slice([0, 0], [40, 1]).greater(1).toInt().flatten();
const validation: [tf.Tensor, tf.Tensor] = [tf.randomNormal([10, 3]), tf.oneHot(tf.zeros([10], 'int32'), 2)];

model.fit(xs, tf.oneHot(rare, 2), {
  epochs: 2,
  batchSize: 20,
  classWeight: { 0: 0.3, 1: 3 },
  validationData: validation,
  verbose: 0,
});
