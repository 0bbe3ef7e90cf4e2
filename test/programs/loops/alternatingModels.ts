import * as tf from '@tensorflow/tfjs';

// Two students of one task, trained in turns, each with its own optimizer, whose fits run at the same time.
const make = (name: string, units: number) => {
  const model = tf.sequential({ name });
  model.add(tf.layers.dense({ units, inputShape: [3], activation: 'relu', kernelInitializer: 'heNormal', name: `${name}_in` }));
  model.add(tf.layers.dense({ units: 1, name: `${name}_out` }));
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
  return model;
};

const wide = make('wide', 24);
const narrow = make('narrow', 6);
const xs = tf.randomNormal([40, 3]);
const ys = xs.square().sum(1, true);

Promise.all([
  wide.fit(xs, ys, { epochs: 3, batchSize: 10, verbose: 0 }),
  narrow.fit(xs, ys, { epochs: 2, batchSize: 20, verbose: 0 }),
]).then(([a, b]) => console.log(a.history.loss, b.history.loss));
