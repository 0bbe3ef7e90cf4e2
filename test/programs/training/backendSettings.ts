import * as tf from '@tensorflow/tfjs';

// What programs say to the engine before they train.
async function main() {
  tf.enableProdMode();
  tf.env().set('WEBGL_DELETE_TEXTURE_THRESHOLD', 0);
  const chosen = await tf.setBackend('webgl').catch(() => false);
  await tf.ready();
  console.log('webgl:', chosen, 'in use:', typeof tf.getBackend());

  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 8, inputShape: [3], activation: 'relu', kernelInitializer: 'heNormal' }));
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });

  for (let i = 0; i < 4; i++) {
    tf.engine().startScope();
    const xs = tf.randomNormal([16, 3]);
    await model.fit(xs, xs.mean(1, true), { epochs: 1, batchSize: 16, verbose: 0, yieldEvery: 'never' });
    tf.engine().endScope();
  }
  const { kernelMs } = await tf.time(() => (model.predict(tf.ones([1, 3])) as tf.Tensor).dataSync());
  const profile = await tf.profile(() => model.predict(tf.ones([1, 3])) as tf.Tensor);
  console.log(typeof kernelMs, profile.newTensors > 0, tf.memory().numTensors > 0);
}

main().finally(() => process.exit());
