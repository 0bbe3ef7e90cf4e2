import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 12, inputShape: [5], useBias: false }));
model.add(tf.layers.batchNormalization({ momentum: 0.9 }));
model.add(tf.layers.activation({ activation: 'relu' }));
model.add(tf.layers.dense({ units: 8 }));
model.add(tf.layers.layerNormalization());
model.add(tf.layers.leakyReLU({ alpha: 0.1 }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });

const xs = tf.randomNormal([40, 5], 3, 2);
const ys = xs.mean(1, true).sub(3);
model.fit(xs, ys, { epochs: 3, batchSize: 20, verbose: 0 });
