import * as tf from '@tensorflow/tfjs';
const rows = Array.from({ length: 200 }, () => Array.from({ length: 6 }, () => Math.random() * 2 - 1));
const input = tf.input({ shape: [6] });
const trunk = tf.layers.dense({ units: 32, activation: 'relu' }).apply(tf.layers.dense({ units: 32, activation: 'relu' }).apply(input)) as tf.SymbolicTensor;
const model = tf.model({ inputs: input, outputs: [tf.layers.dense({ units: 1, name: 'age' }).apply(trunk), tf.layers.dense({ units: 3, activation: 'softmax', name: 'kind' }).apply(trunk)] as tf.SymbolicTensor[] });
model.compile({ optimizer: tf.train.adam(0.005), loss: { age: 'meanSquaredError', kind: 'categoricalCrossentropy' } });
await model.fit(tf.tensor2d(rows), [tf.tensor2d(rows.map(([a, b]) => [a! + b! * b!])), tf.oneHot(tf.tensor1d(rows.map(([, , c]) => (c! < -0.3 ? 0 : c! > 0.3 ? 2 : 1)), 'int32'), 3)], { epochs: 20, batchSize: 20, verbose: 0 });
