import * as tf from '@tensorflow/tfjs';
const N = 90;
const label = Array.from({ length: N }, (_, i) => i % 3);
const xs = tf.tidy(() => tf.stack(label.map((c) => { const r = tf.range(0, 12); const f = c === 0 ? r.reshape([12, 1]).tile([1, 12]) : c === 1 ? r.reshape([1, 12]).tile([12, 1]) : r.reshape([12, 1]).add(r.reshape([1, 12])); return tf.stack([f, f.mul(0.5), f.mul(0.8)], 2).add(Math.random() * 6).sin().add(tf.randomNormal([12, 12, 3], 0, 0.3)); })));
const ys = tf.oneHot(tf.tensor1d(label, 'int32'), 3);
const model = tf.sequential({ layers: [
  tf.layers.conv2d({ filters: 8, kernelSize: 3, activation: 'relu6', inputShape: [12, 12, 3] }),
  tf.layers.depthwiseConv2d({ kernelSize: 3, activation: 'relu6', padding: 'same', depthwiseInitializer: 'heNormal' }),
  tf.layers.conv2d({ filters: 16, kernelSize: 1, activation: 'relu6' }),
  tf.layers.separableConv2d({ filters: 16, kernelSize: 3, activation: 'relu' }),
  tf.layers.globalAveragePooling2d({}),
  tf.layers.dense({ units: 3, activation: 'softmax' }),
] });
model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' });
await model.fit(xs, ys, { epochs: 20, batchSize: 15, verbose: 0 });
