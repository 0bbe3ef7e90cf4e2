import * as tf from '@tensorflow/tfjs';
const rows = Array.from({ length: 240 }, () => Array.from({ length: 8 }, () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(6.283 * Math.random())));
const model = tf.sequential();
for (let i = 0; i < 8; i++) model.add(tf.layers.dense({ units: 32, activation: 'selu', kernelInitializer: 'leCunNormal', ...(i === 0 ? { inputShape: [8] } : {}) }));
model.add(tf.layers.alphaDropout({ rate: 0.05 }));
model.add(tf.layers.dense({ units: 2, activation: 'softmax' }));
model.compile({ optimizer: tf.train.sgd(0.02), loss: 'categoricalCrossentropy' });
await model.fit(tf.tensor2d(rows), tf.oneHot(tf.tensor1d(rows.map(([a, b]) => (a! * b! > 0 ? 1 : 0)), 'int32'), 2), { epochs: 25, batchSize: 24, verbose: 0 });
