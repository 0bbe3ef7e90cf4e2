import * as tf from '@tensorflow/tfjs';

async function fineTune() {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 16, inputShape: [5], activation: 'relu', kernelInitializer: 'heNormal', trainable: false, name: 'fixed' }));
  model.add(tf.layers.dense({ units: 8, activation: 'relu', kernelInitializer: 'heNormal', name: 'thawed' }));
  model.add(tf.layers.dense({ units: 1, name: 'head' }));

  model.layers[1]!.trainable = false;
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
  const xs = tf.randomNormal([24, 5]);
  const ys = xs.mean(1, true);
  await model.fit(xs, ys, { epochs: 2, batchSize: 12, verbose: 0 });

  model.layers[1]!.trainable = true;
  model.compile({ optimizer: tf.train.adam(0.001), loss: 'meanSquaredError' });
  await model.fit(xs, ys, { epochs: 2, batchSize: 12, verbose: 0 });
}

fineTune();
