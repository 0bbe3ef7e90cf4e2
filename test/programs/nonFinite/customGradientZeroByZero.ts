import * as tf from '@tensorflow/tfjs';

/** |x| with the gradient x / |x|, which is 0/0 at 0. */
const magnitude = tf.customGrad((x, save) => {
  (save as tf.GradSaveFunc)([x as tf.Tensor]);
  return { value: (x as tf.Tensor).abs(), gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => dy.mul(saved!.div(saved!.abs())) };
});

const model = tf.sequential();
model.add(tf.layers.dense({ units: 5, inputShape: [2], useBias: false, activation: 'tanh', name: 'lower' }));
model.add(tf.layers.dense({ units: 1, useBias: false, name: 'upper' }));
const loss = (yTrue: tf.Tensor, yPred: tf.Tensor) => magnitude(yPred.sub(yTrue)).mean();
model.compile({ optimizer: tf.train.sgd(0.05), loss });

// The fifth sample is all zero and wants zero: no error at all, from the second batch on.
const xs = tf.tensor2d([[1, 2], [2, 1], [-1, 1], [1, 0], [0, 0], [1, 1], [2, -1], [0, 1]]);
const ys = xs.sum(1, true);
model.fit(xs, ys, { epochs: 1, batchSize: 4, shuffle: false, verbose: 0 });
