import * as tf from '@tensorflow/tfjs';
const series = Array.from({ length: 400 }, (_, i) => Math.sin(i / 7) + 0.4 * Math.sin(i / 23) + 0.1 * (Math.random() - 0.5));
const W = 24;
const xs = tf.tensor3d(Array.from({ length: 300 }, (_, i) => series.slice(i, i + W).map((v) => [v]))), ys = tf.tensor2d(Array.from({ length: 300 }, (_, i) => [series[i + W]!]));
const model = tf.sequential({ layers: [tf.layers.gru({ units: 16, inputShape: [W, 1] }), tf.layers.dense({ units: 1 })] });
model.compile({ optimizer: tf.train.rmsprop(0.005), loss: 'meanAbsoluteError' });
await model.fit(xs, ys, { epochs: 8, batchSize: 30, verbose: 0, shuffle: true });
