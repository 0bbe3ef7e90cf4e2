const tf = require('@tensorflow/tfjs');

// XOR, the classic.
const model = tf.sequential({
  name: 'xor',
  layers: [
    tf.layers.dense({ units: 8, activation: 'tanh', inputShape: [2], name: 'hidden' }),
    tf.layers.dense({ units: 1, activation: 'sigmoid', name: 'output' }),
  ],
});

model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });

const xs = tf.tensor2d([[0, 0], [0, 1], [1, 0], [1, 1]]);
const ys = tf.tensor2d([[0], [1], [1], [0]]);

model.fit(xs, ys, { epochs: 10, verbose: 0 }).then((info) => {
  console.log('final loss', info.history.loss.pop());
  model.predict(xs).print();
});
