const tf = require('@tensorflow/tfjs');
const train = require('./train.cjs');

if (require.main === module) throw new Error('network.js is a module of the program, not the program');

exports.network = () => {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: train.UNITS, activation: 'tanh', inputShape: [2] }));
  model.add(tf.layers.dense({ units: 1 }));
  return model;
};
