import * as tf from '@tensorflow/tfjs';

// The Keras way: the discriminator is trained on its own, the generator in a combined model that holds it frozen.
const LATENT = 4;
const BATCH = 16;

function buildGenerator(): tf.Sequential {
  const g = tf.sequential({ name: 'generator' });
  g.add(tf.layers.dense({ units: 8, inputShape: [LATENT], activation: 'relu', name: 'g_hidden' }));
  g.add(tf.layers.dense({ units: 2, name: 'g_point' }));
  return g;
}

function buildDiscriminator(): tf.Sequential {
  const d = tf.sequential({ name: 'discriminator' });
  d.add(tf.layers.dense({ units: 8, inputShape: [2], activation: 'elu', name: 'd_hidden' }));
  d.add(tf.layers.dense({ units: 1, activation: 'sigmoid', name: 'd_real' }));
  d.compile({ optimizer: tf.train.adam(0.01), loss: 'binaryCrossentropy' });
  return d;
}

const generator = buildGenerator();
const discriminator = buildDiscriminator();

discriminator.trainable = false;
const noiseInput = tf.input({ shape: [LATENT] });
const combined = tf.model({
  inputs: noiseInput,
  outputs: discriminator.apply(generator.apply(noiseInput)) as tf.SymbolicTensor,
  name: 'combined',
});
combined.compile({ optimizer: tf.train.adam(0.01), loss: 'binaryCrossentropy' });

async function trainGan(rounds: number) {
  for (let i = 0; i < rounds; i++) {
    const noise = tf.randomNormal([BATCH, LATENT]);
    const real = tf.randomNormal([BATCH, 2], 1, 0.3);
    const fake = generator.predict(noise) as tf.Tensor;
    discriminator.trainable = true;
    const dLoss = await discriminator.trainOnBatch(tf.concat([real, fake]), tf.concat([tf.ones([BATCH, 1]), tf.zeros([BATCH, 1])]));
    discriminator.trainable = false;
    const gLoss = await combined.trainOnBatch(noise, tf.ones([BATCH, 1]));
    console.log(`round ${i}: d ${dLoss} g ${gLoss}`);
  }
}

trainGan(5);
