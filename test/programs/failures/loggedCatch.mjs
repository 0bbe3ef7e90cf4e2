import fs from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';

const train = async () => {
  const rows = JSON.parse(await fs.readFile('./prices.json', 'utf8'));
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  await model.fit(tf.tensor1d(rows), tf.tensor1d(rows));
};

await train().catch((error) => console.error('training failed', error.code));
