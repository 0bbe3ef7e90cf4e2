import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, activation: 'tanh', inputShape: [4] }));
model.add(tf.layers.dense({ units: 1 }));
const optimizer = tf.train.sgd(0.05);
(optimizer as any).clipNorm = 1;
model.compile({ optimizer, loss: 'meanSquaredError' });

async function train() {
  const xs = tf.randomNormal([64, 4]);
  await model.fit(xs, xs.sum(1, true), { batchSize: 16, epochs: 5, verbose: 0 });
}
void train();
