const tf = require('@tensorflow/tfjs');

const model = tf.sequential();
model.add(tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 4, kernelSize: 3, activation: 'relu' }));
model.add(tf.layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', name: 'second_conv' }));
model.add(tf.layers.maxPooling2d({ poolSize: [4, 4] }));
model.add(tf.layers.flatten());
model.add(tf.layers.dropout({ rate: 0.25 }));
model.add(tf.layers.dense({ units: 24, activation: 'relu' }));
model.add(tf.layers.dropout({ rate: 0.5, name: 'last_dropout' }));
model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));

const optimizer = 'rmsprop';
model.compile({
  optimizer: optimizer,
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
});

module.exports = model;
