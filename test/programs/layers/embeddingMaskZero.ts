import * as tf from '@tensorflow/tfjs';

const VOCABULARY = 20;
const texts = [
  [4, 7, 1, 0, 0, 0], [3, 3, 9, 12, 0, 0], [5, 19, 2, 8, 1, 0], [6, 2, 0, 0, 0, 0],
  [14, 11, 3, 2, 0, 0], [1, 2, 3, 4, 5, 6], [9, 9, 1, 0, 0, 0], [17, 18, 2, 13, 0, 0],
];

async function main() {
  const model = tf.sequential();
  model.add(tf.layers.embedding({ inputDim: VOCABULARY, outputDim: 5, maskZero: true, inputLength: 6 }));
  model.add(tf.layers.lstm({ units: 6, recurrentInitializer: 'glorotNormal', dropout: 0.1 }));
  model.add(tf.layers.dense({ units: 1, activation: 'sigmoid' }));
  model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  const xs = tf.tensor2d(texts);
  const ys = tf.tensor2d(texts.map(([first]) => [first! % 2]));
  await model.fit(xs, ys, { epochs: 5, batchSize: 8, verbose: 0 });
}

main();
