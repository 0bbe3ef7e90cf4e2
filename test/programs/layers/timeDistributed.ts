import * as tf from '@tensorflow/tfjs';

// A small convolutional net looks at every frame, a recurrent one at what it says.
const video = tf.input({ shape: [4, 8, 8, 1] });
const seen = tf.layers.timeDistributed({
  layer: tf.layers.conv2d({ filters: 3, kernelSize: 3, strides: 2, activation: 'relu' }),
}).apply(video);
const flat = tf.layers.timeDistributed({ layer: tf.layers.flatten() }).apply(seen);
const small = tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 5, activation: 'tanh' }) }).apply(flat);
const summary = tf.layers.simpleRNN({ units: 4, recurrentInitializer: 'orthogonal' }).apply(small);
const outputs = tf.layers.dense({ units: 1 }).apply(summary) as tf.SymbolicTensor;

const model = tf.model({ inputs: video, outputs });
model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
const xs = tf.randomNormal([12, 4, 8, 8, 1]);
const ys = xs.mean([1, 2, 3, 4]).expandDims(1);
model.fit(xs, ys, { epochs: 2, batchSize: 6, verbose: 0 });
