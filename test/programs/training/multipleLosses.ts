import * as tf from '@tensorflow/tfjs';

const input = tf.input({ shape: [6] });
const shared = tf.layers.dense({ units: 12, activation: 'relu', kernelInitializer: 'heNormal' }).apply(input);
const age = tf.layers.dense({ units: 1, name: 'age' }).apply(shared) as tf.SymbolicTensor;
const kind = tf.layers.dense({ units: 3, activation: 'softmax', name: 'kind' }).apply(shared) as tf.SymbolicTensor;
const model = tf.model({ inputs: input, outputs: [age, kind] });

/** Smooth at 0, straight further out. */
function logCosh(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
  const d = yPred.sub(yTrue);
  return d.add(tf.softplus(d.mul(-2))).sub(Math.LN2).mean(-1);
}

function offByOne(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
  return yTrue.sub(yPred).abs().less(1).mean();
}

model.compile({
  optimizer: tf.train.adam(0.01),
  loss: [logCosh, tf.metrics.categoricalCrossentropy],
  metrics: { age: offByOne },
});

const xs = tf.randomNormal([30, 6]);
model.fit(xs, [xs.sum(1, true), tf.oneHot(xs.slice([0, 0], [30, 3]).argMax(1), 3)], { epochs: 2, batchSize: 15, verbose: 0 })
  .then(({ history }) => console.log(Object.keys(history).join(' ')));
