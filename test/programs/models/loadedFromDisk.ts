import * as tf from '@tensorflow/tfjs-node';
import * as path from 'path';

// Goes on with a model that was trained yesterday.
async function resume() {
  const model = await tf.loadLayersModel(`file://${path.join(__dirname, 'yesterday', 'model.json')}`);
  model.summary();
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'meanSquaredError' });
  const xs = tf.randomNormal([32, 3]);
  const ys = xs.mean(1, true);
  await model.fit(xs, ys, { epochs: 3, batchSize: 16, verbose: 0 });
}

resume();
