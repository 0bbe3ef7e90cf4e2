import * as tf from '@tensorflow/tfjs';

const model = tf.sequential({ layers: [
  tf.layers.dense({ units: 12, activation: 'relu', inputShape: [4], kernelInitializer: 'heNormal' }),
  tf.layers.dropout({ rate: 0.3 }),
  tf.layers.dense({ units: 3, activation: 'softmax' }),
] });
model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });

async function main() {
  for (let step = 0; step < 6; step++) {
    const xs = tf.randomNormal([20, 4]);
    const ys = tf.oneHot(xs.slice([0, 0], [20, 3]).argMax(1), 3);
    const [loss, accuracy] = await model.trainOnBatch(xs, ys) as number[];
    if (step % 2 === 0) {
      const [testLoss, testAccuracy] = model.evaluate(xs, ys, { batchSize: 10 }) as tf.Scalar[];
      const answer = (model.predictOnBatch(xs) as tf.Tensor).argMax(1).dataSync().length;
      console.log(loss, accuracy, testLoss!.dataSync()[0], testAccuracy!.dataSync()[0], answer);
    }
  }
}

main();
