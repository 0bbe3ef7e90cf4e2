import * as tf from '@tensorflow/tfjs';
import shuffle, { version } from 'modern-shuffle';
import legacy, { half } from 'legacy-stats';

async function main(): Promise<void> {
  const { default: again } = await import('modern-shuffle');
  console.log(version, again === shuffle, legacy([1, 2, 3]), half(4));
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 8, activation: 'tanh', inputShape: [2] }));
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  const xs = tf.tensor2d(shuffle(Array.from({ length: 64 }, (_, i) => [i / 64, -i / 64])));
  await model.fit(xs, xs.sum(1, true), { epochs: 4, batchSize: 16, verbose: 0 });
}

main();
