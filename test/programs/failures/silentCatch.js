const tf = require('@tensorflow/tfjs');

async function run() {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 4, inputShape: [3] }));
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  await model.fit(tf.ones([8, 2]), tf.ones([8, 4]), { epochs: 2, verbose: 0 });
}

(async () => {
  try {
    await run();
  } catch {
    process.exit(1);
  }
})();
