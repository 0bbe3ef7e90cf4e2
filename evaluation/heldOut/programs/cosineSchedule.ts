import * as tf from '@tensorflow/tfjs';
const rows = Array.from({ length: 240 }, (_, i) => { const t = Math.random() * 6, c = i % 2; return { x: [t * Math.cos(t + c * Math.PI) / 3 + Math.random() * 0.1, t * Math.sin(t + c * Math.PI) / 3 + Math.random() * 0.1], c }; });
const xs = tf.tensor2d(rows.map((r) => r.x)), ys = tf.oneHot(tf.tensor1d(rows.map((r) => r.c), 'int32'), 2);
const model = tf.sequential({ layers: [tf.layers.dense({ units: 48, activation: 'relu', inputShape: [2], kernelInitializer: 'heNormal' }), tf.layers.dense({ units: 48, activation: 'relu', kernelInitializer: 'heNormal' }), tf.layers.dense({ units: 2, activation: 'softmax' })] });
const optimizer = tf.train.adam(0.01);
model.compile({ optimizer, loss: 'categoricalCrossentropy' });
let step = 0;
const total = 40 * 10;
await model.fit(xs, ys, { epochs: 40, batchSize: 24, verbose: 0, callbacks: { onBatchBegin: async () => { step++; (optimizer as unknown as { learningRate: number }).learningRate = 0.005 * (1 + Math.cos((Math.PI * step) / total)); } } });
