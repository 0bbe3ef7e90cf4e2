import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';

process.loadEnvFile('.env');
const { values, positionals } = parseArgs({ options: { epochs: { type: 'string' } }, allowPositionals: true });
console.log(values.epochs, positionals.join('|'), process.env.LEARNING_RATE, process.env.DATA_KEY, process.env.NODE_OPTIONS, process.env.VSCODE_PID);

const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, activation: 'tanh', inputShape: [2] }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.adam(Number(process.env.LEARNING_RATE)), loss: 'meanSquaredError' });

const xs = tf.randomUniform([64, 2], -1, 1);
const ys = xs.mul(tf.tensor1d([0.5, -0.3])).sum(1, true);
model.fit(xs, ys, { epochs: Number(values.epochs), batchSize: 16, verbose: 0 });
