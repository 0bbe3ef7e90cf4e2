import * as tf from '@tensorflow/tfjs';

interface Sample { features: number[]; price: number }

async function loadSamples(): Promise<Sample[]> {
  await tf.nextFrame();
  const response = JSON.parse('{ "rows": [] }') as { samples: Sample[] };
  return response.samples.filter(({ price }) => price > 0);
}

async function main(): Promise<void> {
  const samples = await loadSamples();
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  await model.fit(tf.tensor2d(samples.map(({ features }) => features)), tf.tensor1d(samples.map(({ price }) => price)));
}

main().finally(() => process.exit());
