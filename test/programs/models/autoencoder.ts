import * as tf from '@tensorflow/tfjs';

const encoder = tf.sequential({ name: 'encoder' });
encoder.add(tf.layers.dense({ inputShape: [16], units: 8, activation: 'relu' }));
encoder.add(tf.layers.dense({ units: 3, name: 'code' }));

const decoder = tf.sequential({ name: 'decoder' });
decoder.add(tf.layers.dense({ inputShape: [3], units: 8, activation: 'relu' }));
decoder.add(tf.layers.dense({ units: 16, name: 'picture' }));

const input = tf.input({ shape: [16] });
const autoencoder = tf.model({ inputs: input, outputs: decoder.apply(encoder.apply(input)) as tf.SymbolicTensor, name: 'autoencoder' });
autoencoder.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });

(async function () {
  const basis = tf.randomNormal([3, 16]);
  const xs = tf.randomNormal([64, 3]).matMul(basis);
  await autoencoder.fit(xs, xs, { epochs: 4, batchSize: 32, verbose: 0 });
  const codes = encoder.predict(xs) as tf.Tensor;
  console.log('codes', codes.shape, 'again', (decoder.predict(codes) as tf.Tensor).shape);
})();
