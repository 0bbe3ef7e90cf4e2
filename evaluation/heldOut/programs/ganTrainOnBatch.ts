import * as tf from '@tensorflow/tfjs';
const generator = tf.sequential({ layers: [tf.layers.dense({ units: 24, inputShape: [6] }), tf.layers.leakyReLU(), tf.layers.batchNormalization({ momentum: 0.8 }), tf.layers.dense({ units: 16, activation: 'tanh' })] });
const discriminator = tf.sequential({ layers: [tf.layers.dense({ units: 32, inputShape: [16] }), tf.layers.leakyReLU(), tf.layers.dropout({ rate: 0.3 }), tf.layers.dense({ units: 1, activation: 'sigmoid' })] });
discriminator.compile({ optimizer: tf.train.adam(0.001, 0.5), loss: 'binaryCrossentropy' });
discriminator.trainable = false;
const z = tf.input({ shape: [6] });
const combined = tf.model({ inputs: z, outputs: discriminator.apply(generator.apply(z)) as tf.SymbolicTensor });
combined.compile({ optimizer: tf.train.adam(0.001, 0.5), loss: 'binaryCrossentropy' });
for (let i = 0; i < 150; i++) {
  const real = tf.tidy(() => { const a = tf.randomUniform([32, 1], 0, 6.28); return tf.range(0, 16).mul(0.4).reshape([1, 16]).add(a).sin().mul(0.9); });
  const noise = tf.randomNormal([32, 6]);
  const fake = generator.predict(noise) as tf.Tensor;
  discriminator.trainable = true;
  await discriminator.trainOnBatch(tf.concat([real, fake]), tf.concat([tf.ones([32, 1]).mul(0.9), tf.zeros([32, 1])]));
  discriminator.trainable = false;
  await combined.trainOnBatch(noise, tf.ones([32, 1]));
}
