import * as tf from '@tensorflow/tfjs';
const generator = tf.sequential({ layers: [tf.layers.dense({ units: 32, activation: 'relu', inputShape: [4] }), tf.layers.dense({ units: 32, activation: 'relu' }), tf.layers.dense({ units: 2 })] });
const discriminator = tf.sequential({ layers: [tf.layers.dense({ units: 32, inputShape: [2] }), tf.layers.leakyReLU({ alpha: 0.2 }), tf.layers.dense({ units: 32 }), tf.layers.leakyReLU({ alpha: 0.2 }), tf.layers.dense({ units: 1 })] });
const dOpt = tf.train.adam(1e-3, 0.5), gOpt = tf.train.adam(1e-3, 0.5);
const vars = (m: tf.LayersModel) => m.trainableWeights.map((w) => (w as unknown as { val: tf.Variable }).val);
const ring = () => tf.tidy(() => { const t = tf.randomUniform([64, 1], 0, 2 * Math.PI); return tf.concat([t.cos(), t.sin()], 1).add(tf.randomNormal([64, 2], 0, 0.05)); });
for (let i = 0; i < 250; i++) {
  const real = ring();
  const z = tf.randomNormal([64, 4]);
  dOpt.minimize(() => tf.tidy(() => {
    const fake = generator.predict(z) as tf.Tensor;
    const r = discriminator.apply(real) as tf.Tensor, f = discriminator.apply(fake) as tf.Tensor;
    return tf.losses.sigmoidCrossEntropy(tf.onesLike(r).mul(0.9), r).add(tf.losses.sigmoidCrossEntropy(tf.zerosLike(f), f)) as tf.Scalar;
  }), false, vars(discriminator));
  gOpt.minimize(() => tf.tidy(() => {
    const f = discriminator.apply(generator.apply(z) as tf.Tensor) as tf.Tensor;
    return tf.losses.sigmoidCrossEntropy(tf.onesLike(f), f) as tf.Scalar;
  }), false, vars(generator));
  tf.dispose([real, z]);
}
