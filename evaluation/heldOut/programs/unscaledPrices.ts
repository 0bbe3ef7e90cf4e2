import * as tf from '@tensorflow/tfjs';
const rows = Array.from({ length: 200 }, () => [Math.random() * 2 - 1, Math.random() * 2 - 1, Math.random() * 2 - 1]);
const xs = tf.tensor2d(rows), ys = tf.tensor2d(rows.map(([a, b, c]) => [220 + 60 * a! - 30 * b! * c!]));
const model = tf.sequential();
model.add(tf.layers.dense({ units: 32, activation: 'relu', inputShape: [3] }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.adam(0.1), loss: 'meanSquaredError' });
await model.fit(xs, ys, { epochs: 25, batchSize: 20, verbose: 0 });
