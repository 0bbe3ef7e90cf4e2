import * as tf from '@tensorflow/tfjs';

class Logger extends tf.Callback {
  override async onTrainBegin() {
    console.log('begin');
  }

  override async onEpochEnd(epoch: number, logs?: tf.Logs) {
    // Callback classes are given scalars that have not been read yet.
    const read = async (value: unknown) => (value instanceof tf.Tensor ? (await value.data())[0]! : Number(value));
    console.log(`epoch ${epoch} ${(await read(logs!.loss)).toFixed(4)} ${(await read(logs!.val_loss)).toFixed(4)}`);
  }
}

async function main() {
  const model = tf.sequential({ layers: [
    tf.layers.dense({ units: 10, activation: 'relu', inputShape: [4], kernelInitializer: 'heNormal' }),
    tf.layers.dense({ units: 1 }),
  ] });
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError', metrics: ['mae'] });
  const xs = tf.randomNormal([50, 4]);
  const ys = tf.randomNormal([50, 1]);
  const { epoch } = await model.fit(xs, ys, {
    epochs: 20,
    batchSize: 10,
    validationSplit: 0.2,
    verbose: 0,
    callbacks: [
      new Logger(),
      tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 1, minDelta: 10 }),
    ],
  });
  console.log(`stopped after ${epoch.length} epochs`);
}

main();
