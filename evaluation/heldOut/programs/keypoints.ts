import * as tf from '@tensorflow/tfjs';
// Regression of coordinates scaled to -1..1, conv net with dropout.
const N = 120;
const pts = Array.from({ length: N }, () => [2 + Math.floor(Math.random() * 12), 2 + Math.floor(Math.random() * 12)]);
const xs = tf.tensor4d(pts.flatMap(([a, b]) => Array.from({ length: 256 }, (_, k) => Math.exp(-(((k % 16) - a!) ** 2 + (Math.floor(k / 16) - b!) ** 2) / 3))), [N, 16, 16, 1]);
const ys = tf.tensor2d(pts.map(([a, b]) => [(a! - 8) / 8, (b! - 8) / 8]));
const model = tf.sequential({ layers: [
  tf.layers.conv2d({ filters: 8, kernelSize: 3, activation: 'relu', inputShape: [16, 16, 1] }), tf.layers.maxPooling2d({ poolSize: 2 }),
  tf.layers.conv2d({ filters: 16, kernelSize: 3, activation: 'relu' }), tf.layers.flatten(), tf.layers.dense({ units: 32, activation: 'relu' }), tf.layers.dropout({ rate: 0.2 }), tf.layers.dense({ units: 2, activation: 'tanh' })] });
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
await model.fit(xs, ys, { epochs: 15, batchSize: 16, verbose: 0, validationSplit: 0.1 });
