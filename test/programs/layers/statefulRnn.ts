import * as tf from '@tensorflow/tfjs';

const BATCH = 4;
const WINDOW = 5;

/** One long sine wave, cut into windows: the state goes on from window to window. */
async function train() {
  const model = tf.sequential();
  model.add(tf.layers.lstm({ units: 8, stateful: true, batchInputShape: [BATCH, WINDOW, 1] }));
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ optimizer: tf.train.rmsprop(0.01), loss: 'meanSquaredError' });

  const wave = (batch: number, t: number) => Math.sin(0.3 * t + batch);
  for (let epoch = 0; epoch < 2; epoch++) {
    for (let window = 0; window < 4; window++) {
      const start = window * WINDOW;
      const xs = tf.tensor3d(Array.from({ length: BATCH }, (_, b) => Array.from({ length: WINDOW }, (_, t) => [wave(b, start + t)])));
      const ys = tf.tensor2d(Array.from({ length: BATCH }, (_, b) => [wave(b, start + WINDOW)]));
      await model.fit(xs, ys, { batchSize: BATCH, epochs: 1, shuffle: false, verbose: 0 });
      tf.dispose([xs, ys]);
    }
    model.resetStates();
  }
}

train();
