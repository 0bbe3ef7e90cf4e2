import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.bidirectional({ // both ways
  layer: tf.layers.lstm({ units: 6, returnSequences: true }) as tf.RNN,
  mergeMode: 'concat',
  inputShape: [7, 3],
}));
model.add(tf.layers.bidirectional({ layer: tf.layers.gru({ units: 4 }) as tf.RNN, mergeMode: 'sum' }));
model.add(tf.layers.dense({ units: 2, activation: 'softmax' }));
model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });

const xs = tf.randomNormal([16, 7, 3]);
const ys = tf.oneHot(xs.sum([1, 2]).greater(0).toInt(), 2);
model.fit(xs, ys, { epochs: 2, batchSize: 8, verbose: 0 });
