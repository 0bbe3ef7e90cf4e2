import * as tf from '@tensorflow/tfjs-node';

/** The lower part of a trained network, frozen, with a new head. */
async function main() {
  const base = await tf.loadLayersModel('file://./base/model.json');
  const cut = base.getLayer('features');
  const truncated = tf.model({ inputs: base.inputs, outputs: cut.output });
  for (const layer of truncated.layers) layer.trainable = false;

  const head = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: truncated.outputs[0]!.shape.slice(1) }),
      tf.layers.dense({ units: 10, activation: 'relu', kernelInitializer: 'varianceScaling' }),
      tf.layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });
  const model = tf.model({
    inputs: truncated.inputs,
    outputs: head.apply(truncated.outputs) as tf.SymbolicTensor,
    name: 'transfer',
  });
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' });

  const images = tf.randomNormal([30, 8, 8, 1]);
  const labels = tf.oneHot(tf.range(0, 30, 1, 'int32').mod(tf.scalar(3, 'int32')) as tf.Tensor1D, 3);
  await model.fit(images, labels, { epochs: 2, batchSize: 10, verbose: 0 });
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
