import * as tf from '@tensorflow/tfjs';

// A convolutional autoencoder: down with strides, up with transposed convolutions.
const image = tf.input({ shape: [8, 8, 1] });
const down = tf.layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }).apply(image);
const code = tf.layers.conv2d({ filters: 2, kernelSize: 3, strides: 2, padding: 'same', name: 'code' }).apply(down);
const up = tf.layers.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }).apply(code);
const restored = tf.layers.conv2dTranspose({ filters: 1, kernelSize: 3, strides: 2, padding: 'same', activation: 'sigmoid' });
const model = tf.model({ inputs: image, outputs: restored.apply(up) as tf.SymbolicTensor });
model.compile({ optimizer: tf.train.adam(0.01), loss: 'binaryCrossentropy' });

const pictures = tf.randomUniform([16, 8, 8, 1]).greater(0.5).toFloat();
(async () => {
  for (let i = 0; i < 4; i++) console.log(await model.trainOnBatch(pictures, pictures));
})();
