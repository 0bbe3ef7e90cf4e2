import * as tf from '@tensorflow/tfjs';

// Sequences of different lengths, filled up with -1, which the recurrent layer must not see.
const MAX = 8;
const PAD = -1;

function pad(sequence: number[]): number[][] {
  return Array.from({ length: MAX }, (_, i) => [i < sequence.length ? sequence[i]! : PAD]);
}

const sequences = Array.from({ length: 32 }, (_, i) => Array.from({ length: 3 + (i % 5) }, (_, t) => Math.sin(i + t)));
const xs = tf.tensor3d(sequences.map(pad));
const ys = tf.tensor2d(sequences.map((s) => [s.reduce((a, b) => a + b, 0) / s.length]));

const model = tf.sequential();
model.add(tf.layers.masking({ maskValue: PAD, inputShape: [MAX, 1] }));
model.add(tf.layers.gru({ units: 6 }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });

model.fit(xs, ys, { epochs: 3, batchSize: 16, shuffle: false, verbose: 0 }).then(({ history }) => console.log(history.loss));
