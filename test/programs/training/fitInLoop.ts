import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 12, inputShape: [2], activation: 'tanh' }));
model.add(tf.layers.dense({ units: 1, activation: 'tanh' }));
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });

async function trainIncrementally(rounds: number) {
  const xs = tf.randomUniform([32, 2], -1, 1);
  const ys = xs.prod(1, true);
  for (let i = 1; i <= rounds; i++) {
    const h = await model.fit(xs, ys, { epochs: 1, batchSize: 16, verbose: 0 });
    const [evaluation] = [model.evaluate(xs, ys) as tf.Scalar];
    const prediction = model.predict(tf.tensor2d([[0.5, 0.5]])) as tf.Tensor;
    console.log(`round ${i}: ${h.history.loss![0]} ${await evaluation!.data()} ${prediction.dataSync()[0]}`);
    tf.dispose([evaluation!, prediction]);
  }
  xs.dispose();
  ys.dispose();
}

trainIncrementally(4);
