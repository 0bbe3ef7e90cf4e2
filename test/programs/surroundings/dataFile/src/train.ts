import fs from 'node:fs';
import * as tf from '@tensorflow/tfjs';

const [, ...rows] = fs.readFileSync('./data/points.csv', 'utf8').trim().split('\n').map((line) => line.split(',').map(Number));
const xs = tf.tensor2d(rows.map(([a, b]) => [a!, b!]));
const ys = tf.tensor2d(rows.map((row) => [row[2]!]));

const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, activation: 'tanh', inputShape: [2] }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });
model.fit(xs, ys, { epochs: 4, batchSize: 16, verbose: 0 });
