/**
 * The adding problem: a recurrent net reads a sequence of numbers, two of them marked, and says their sum.
 * Run: npx tsx examples/exploding-rnn.ts
 */
import * as tf from '@tensorflow/tfjs';

const LENGTH = 60;
const BATCH_SIZE = 32;
const STEPS = 80;

/** Sequences of [number, mark] pairs and the sum of the two marked numbers. */
function makeBatch() {
  const sequences = [];
  const sums = [];
  for (let i = 0; i < BATCH_SIZE; i++) {
    const first = Math.floor((Math.random() * LENGTH) / 2);
    const second = Math.floor(LENGTH / 2 + (Math.random() * LENGTH) / 2);
    const numbers = Array.from({ length: LENGTH }, () => Math.random());
    sequences.push(numbers.map((number, t) => [number, t === first || t === second ? 1 : 0]));
    sums.push([numbers[first] + numbers[second]]);
  }
  return { sequences: tf.tensor3d(sequences), sums: tf.tensor2d(sums) };
}

const model = tf.sequential({ name: 'adder' });
model.add(
  tf.layers.simpleRNN({
    name: 'memory',
    units: 64,
    inputShape: [LENGTH, 2],
    activation: 'relu',
    kernelInitializer: tf.initializers.randomNormal({ stddev: 0.001 }),
    recurrentInitializer: 'identity',
  }),
);
model.add(tf.layers.dense({ name: 'sum', units: 1 }));

const optimizer = tf.train.sgd(0.01);

for (let step = 0; step < STEPS; step++) {
  const { sequences, sums } = makeBatch();
  const loss = optimizer.minimize(() => {
    const predicted = model.apply(sequences, { training: true }) as tf.Tensor;
    return tf.losses.meanSquaredError(sums, predicted).asScalar();
  }, true) as tf.Scalar;
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.dataSync()[0]}`);
  tf.dispose([sequences, sums, loss]);
}
