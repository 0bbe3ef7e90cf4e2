import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, activation: 'relu', inputShape: [4] }));
model.add(tf.layers.dense({ units: 1 }));
// As in other libraries; tf.train.adam takes the number itself.
model.compile({ optimizer: tf.train.adam({ learningRate: 0.001 } as unknown as number), loss: 'meanSquaredError' });

async function train() {
  const xs = tf.randomNormal([64, 4]);
  await model.fit(xs, xs.sum(1, true), { batchSize: 16, epochs: 3, verbose: 0 });
}
void train();
