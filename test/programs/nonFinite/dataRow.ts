import * as tf from '@tensorflow/tfjs';

// Row 21 of the data has no number: it comes in the third batch.
const rows = Array.from({ length: 32 }, (_, i) => [i / 32, (i % 5) / 5, i === 21 ? Number('n/a') : 0.5]);
const xs = tf.tensor2d(rows);
const ys = tf.tensor2d(rows.map(([a, b]) => [a! + b!]));

const model = tf.sequential();
model.add(tf.layers.dense({ units: 6, inputShape: [3], activation: 'tanh', name: 'reads_the_data' }));
model.add(tf.layers.dense({ units: 1, name: 'answers' }));
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
model.fit(xs, ys, { epochs: 1, batchSize: 8, shuffle: false, verbose: 0 });
