import * as tf from '@tensorflow/tfjs';
const N = 90;
const label = Array.from({ length: N }, (_, i) => i % 3);
const xs = tf.tidy(() => tf.stack(label.map((c) => { const r = tf.range(0, 12); const f = c === 0 ? r.reshape([12, 1]).tile([1, 12]) : c === 1 ? r.reshape([1, 12]).tile([12, 1]) : r.reshape([12, 1]).add(r.reshape([1, 12])); return f.mul(1.2).add(Math.random() * 6).sin().add(tf.randomNormal([12, 12], 0, 0.3)).expandDims(2); })));
const ys = tf.oneHot(tf.tensor1d(label, 'int32'), 3);
const input = tf.input({ shape: [12, 12, 1] });
const conv = (filters: number, strides = 1) => tf.layers.conv2d({ filters, kernelSize: 3, padding: 'same', strides, useBias: false, kernelInitializer: 'heNormal' });
let h = tf.layers.reLU().apply(tf.layers.batchNormalization().apply(conv(8).apply(input))) as tf.SymbolicTensor;
for (const filters of [8, 8, 16, 16]) {
  const strides = h.shape.at(-1) === filters ? 1 : 2;
  let r = tf.layers.reLU().apply(tf.layers.batchNormalization().apply(conv(filters, strides).apply(h)));
  r = tf.layers.batchNormalization().apply(conv(filters).apply(r as tf.SymbolicTensor)) as tf.SymbolicTensor;
  const skip = strides === 1 ? h : tf.layers.conv2d({ filters, kernelSize: 1, strides: 2 }).apply(h);
  h = tf.layers.reLU().apply(tf.layers.add().apply([r as tf.SymbolicTensor, skip as tf.SymbolicTensor])) as tf.SymbolicTensor;
}
h = tf.layers.globalAveragePooling2d({}).apply(h) as tf.SymbolicTensor;
const model = tf.model({ inputs: input, outputs: tf.layers.dense({ units: 3, activation: 'softmax' }).apply(h) as tf.SymbolicTensor });
model.compile({ optimizer: tf.train.momentum(0.05, 0.9), loss: 'categoricalCrossentropy' });
await model.fit(xs, ys, { epochs: 12, batchSize: 15, verbose: 0 });
