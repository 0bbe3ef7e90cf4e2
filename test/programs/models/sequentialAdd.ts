import * as tf from '@tensorflow/tfjs';

const CLASSES = 3;

function makeData(samples: number): { xs: tf.Tensor2D; ys: tf.Tensor2D } {
  return tf.tidy(() => {
    const centers = tf.tensor2d([[1, 0, 0, 1], [0, 1, -1, 0], [-1, -1, 0, 0]]);
    const labels = tf.tensor1d(Array.from({ length: samples }, (_, i) => i % CLASSES), 'int32');
    const xs = tf.gather(centers, labels).add(tf.randomNormal([samples, 4], 0, 0.2)) as tf.Tensor2D;
    return { xs, ys: tf.oneHot(labels, CLASSES).toFloat() as tf.Tensor2D };
  });
}

async function main(): Promise<void> {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 32, inputShape: [4], activation: 'relu', kernelInitializer: 'heNormal' }));
  model.add(tf.layers.dropout({ rate: 0.1 }));
  model.add(tf.layers.dense({ // narrower
    units: 16,
    activation: 'relu',
  }));
  model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  model.summary();

  const { xs, ys } = makeData(96);
  const history = await model.fit(xs, ys, { epochs: 4, batchSize: 32, shuffle: true, verbose: 0 });
  console.log('accuracy', history.history.acc);
  xs.dispose();
  ys.dispose();
}

main();
