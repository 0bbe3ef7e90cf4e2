import * as tf from '@tensorflow/tfjs';

const model = tf.sequential({
  layers: [
    tf.layers.dense({ // kept small
      units: 16,
      inputShape: [8],
      activation: 'relu',
      kernelRegularizer: tf.regularizers.l1l2({ l1: 1e-4, l2: 1e-3 }),
      kernelConstraint: tf.constraints.maxNorm({ maxValue: 2 }),
    }),
    tf.layers.gaussianNoise({ stddev: 0.05 }),
    tf.layers.dense({ units: 8, activation: 'selu', biasRegularizer: 'l1l2', kernelConstraint: 'unitNorm' }),
    tf.layers.alphaDropout({ rate: 0.05 }),
    tf.layers.dense({ units: 1, kernelConstraint: tf.constraints.nonNeg(), kernelInitializer: tf.initializers.randomUniform({ minval: 0, maxval: 0.5 }) }),
  ],
});
model.compile({ optimizer: tf.train.sgd(0.02), loss: 'meanSquaredError' });

const xs = tf.randomNormal([32, 8]);
const ys = xs.slice([0, 0], [32, 1]).abs();
model.fit(xs, ys, { epochs: 3, batchSize: 16, verbose: 0 }).then(() => {
  const kernel = model.layers[4]!.getWeights()[0]!;
  console.log('smallest weight', kernel.min().dataSync()[0]! >= 0 ? 'not negative' : 'negative');
});
