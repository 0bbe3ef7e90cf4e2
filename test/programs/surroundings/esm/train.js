import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import settings from './settings.json' with { type: 'json' };

const { readings } = await import('./readings.js');
const { x, y } = await readings();

const self = fileURLToPath(import.meta.url);
if (process.argv[1] === self && import.meta.main) console.log('run as', path.relative(process.cwd(), import.meta.filename));
console.log('beside', path.relative(process.cwd(), import.meta.dirname) || '.', path.basename(fileURLToPath(import.meta.resolve('./readings.js'))));

const model = tf.sequential({
  layers: [
    tf.layers.dense({ units: settings.units, activation: 'tanh', inputShape: [1] }),
    tf.layers.dense({ units: 1 }),
  ],
});
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
await model.fit(tf.tensor2d(x), tf.tensor2d(y), { epochs: 4, batchSize: 8, verbose: 0 });
