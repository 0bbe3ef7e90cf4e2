import * as tf from '@tensorflow/tfjs';

const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], name: 'line' })] });
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
const xs = tf.tensor2d([-1, 0, 1, 2, 3, 4], [6, 1]);
const ys = xs.mul(2).sub(1);

// Nobody waits for it.
model.fit(xs, ys, {
  epochs: 1000,
  verbose: 0,
  callbacks: {
    onEpochEnd: (epoch, logs) => {
      if (epoch === 7 || logs!.loss! < 1e-6) model.stopTraining = true;
    },
    onTrainEnd: () => (model.predict(tf.tensor2d([[10]])) as tf.Tensor).print(),
  },
});
