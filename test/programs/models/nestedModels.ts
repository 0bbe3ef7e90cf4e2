import * as tf from '@tensorflow/tfjs';

function block(units: number, inputDim: number, name: string): tf.Sequential {
  const inner = tf.sequential({ name });
  inner.add(tf.layers.dense({ units, inputShape: [inputDim], activation: 'relu', name: `${name}_dense` }));
  inner.add(tf.layers.batchNormalization({ name: `${name}_norm` }));
  return inner;
}

const features = tf.model((() => {
  const inputs = tf.input({ shape: [6] });
  const outputs = block(12, 6, 'lower').apply(inputs) as tf.SymbolicTensor;
  return { inputs, outputs, name: 'features' };
})());

const model = tf.sequential({ name: 'whole' });
model.add(features);
model.add(block(8, 12, 'upper'));
model.add(tf.layers.dense({ units: 2, activation: 'softmax', name: 'head' }));
model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });

const xs = tf.randomNormal([40, 6]);
const ys = tf.oneHot(xs.slice([0, 0], [40, 1]).greater(0).toInt().flatten() as tf.Tensor1D, 2);
model.fit(xs, ys, { epochs: 4, batchSize: 10, verbose: 0 }).then(() => console.log('done'));
