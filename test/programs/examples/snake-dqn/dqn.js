const tf = require('@tensorflow/tfjs');

function createDeepQNetwork(h, w, numActions) {
  if (!(Number.isInteger(h) && h > 0)) throw new Error(`Expected height to be a positive integer, but got ${h}`);
  const model = tf.sequential();
  model.add(tf.layers.conv2d({ filters: 6, kernelSize: 3, strides: 1, activation: 'relu', inputShape: [h, w, 2] }));
  model.add(tf.layers.batchNormalization());
  model.add(tf.layers.conv2d({ filters: 8, kernelSize: 3, strides: 1, activation: 'relu', name: 'conv2' }));
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 12, activation: 'relu' }));
  model.add(tf.layers.dropout({ rate: 0.25 }));
  model.add(tf.layers.dense({ units: numActions }));
  return model;
}

/** Copies the weights from a source network to another. */
function copyWeights(destNetwork, srcNetwork) {
  let originalDestNetworkTrainable;
  if (destNetwork.trainable !== srcNetwork.trainable) {
    originalDestNetworkTrainable = destNetwork.trainable;
    destNetwork.trainable = srcNetwork.trainable;
  }
  destNetwork.setWeights(srcNetwork.getWeights());
  if (originalDestNetworkTrainable != null) destNetwork.trainable = originalDestNetworkTrainable;
}

module.exports = { copyWeights, createDeepQNetwork };
