import * as tf from '@tensorflow/tfjs';

const frames = tf.input({ shape: [3, 6, 6, 1] });
const moving = tf.layers.convLstm2d({ filters: 2, kernelSize: 3, padding: 'same' }).apply(frames) as tf.SymbolicTensor;
const next = tf.layers.conv2d({ filters: 1, kernelSize: 1 }).apply(moving) as tf.SymbolicTensor;
const model = tf.model({ inputs: frames, outputs: next });
model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
const xs = tf.randomUniform([4, 3, 6, 6, 1]);
const ys = xs.slice([0, 2], [4, 1]).squeeze([1]);
model.fit(xs, ys, { epochs: 3, batchSize: 4, verbose: 0 });
