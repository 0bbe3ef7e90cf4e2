import * as tf from '@tensorflow/tfjs';

const LATENT = 3;
const BATCH = 12;

const generator = tf.sequential({
  name: 'G',
  layers: [
    tf.layers.dense({ units: 10, inputShape: [LATENT], activation: 'tanh' }),
    tf.layers.dense({ units: 2 }),
  ],
});
const discriminator = tf.sequential({
  name: 'D',
  layers: [
    tf.layers.dense({ units: 10, inputShape: [2], activation: 'tanh' }),
    tf.layers.dense({ units: 1 }), // logit
  ],
});

const optimizerG = tf.train.adam(0.005, 0.5);
const optimizerD = tf.train.adam(0.005, 0.5);
const weightsOf = (model: tf.LayersModel) => model.trainableWeights.map((w) => w.read() as tf.Variable);
const crossEntropy = (label: tf.Tensor, logit: tf.Tensor) => tf.losses.sigmoidCrossEntropy(label, logit) as tf.Scalar;

for (let i = 0; i < 4; i++) {
  tf.tidy(() => {
    const real = tf.randomNormal([BATCH, 2], 2, 0.5);
    const noise = tf.randomNormal([BATCH, LATENT]);
    const ones = tf.ones([BATCH, 1]);

    const fake = generator.predict(noise) as tf.Tensor;
    optimizerD.minimize(() => {
      const onReal = crossEntropy(ones.mul(0.9), discriminator.apply(real) as tf.Tensor);
      const onFake = crossEntropy(tf.zeros([BATCH, 1]), discriminator.apply(fake) as tf.Tensor);
      return onReal.add(onFake);
    }, false, weightsOf(discriminator));

    optimizerG.minimize(() => crossEntropy(ones, discriminator.apply(generator.apply(noise)) as tf.Tensor), false, weightsOf(generator));
  });
}
