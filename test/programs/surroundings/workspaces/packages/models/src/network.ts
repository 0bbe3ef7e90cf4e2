import * as tf from '@tensorflow/tfjs';

export function network(units: number): tf.Sequential {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units, activation: 'tanh', inputShape: [2] }));
  model.add(tf.layers.dense({ units: 1 }));
  return model;
}
