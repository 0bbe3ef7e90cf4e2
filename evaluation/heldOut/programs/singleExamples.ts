import * as tf from '@tensorflow/tfjs';
const model = tf.sequential({ layers: [tf.layers.dense({ units: 12, activation: 'relu', inputShape: [2] }), tf.layers.dense({ units: 1, activation: 'sigmoid' })] });
model.compile({ optimizer: tf.train.sgd(0.05), loss: 'binaryCrossentropy' });
for (let i = 0; i < 500; i++) {
  const x = [Math.random() * 2 - 1, Math.random() * 2 - 1];
  await model.trainOnBatch(tf.tensor2d([x]), tf.tensor2d([[x[0]! > x[1]! * 0.5 ? 1 : 0]]));
}
