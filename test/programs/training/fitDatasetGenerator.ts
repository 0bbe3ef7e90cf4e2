import * as tf from '@tensorflow/tfjs';

function* samples() {
  for (let i = 0; i < 40; i++) {
    const x = [Math.random(), Math.random(), Math.random()];
    yield { xs: tf.tensor1d(x), ys: tf.tensor1d([x[0]! - x[1]! * x[2]!]) };
  }
}

const train = tf.data.generator(samples).shuffle(20).batch(8).prefetch(2);
const validation = tf.data.generator(samples).take(16).batch(8);

async function run() {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 8, inputShape: [3], activation: 'relu', kernelInitializer: 'heNormal' }));
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  const history = await model.fitDataset(train, {
    epochs: 2,
    validationData: validation,
    verbose: 0,
    callbacks: { onEpochEnd: async (epoch, logs) => console.log(`epoch ${epoch}: ${logs!.loss} ${logs!.val_loss}`) },
  });
  console.log(Object.keys(history.history).sort().join(' '));
}

run();
