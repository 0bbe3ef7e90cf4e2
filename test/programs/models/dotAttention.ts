import * as tf from '@tensorflow/tfjs';

// Luong attention out of tfjs's own layers: dot, softmax, dot.
const encoderInput = tf.input({ shape: [7, 4] });
const decoderInput = tf.input({ shape: [5, 4] });
const encoder = tf.layers.gru({ units: 8, returnSequences: true }).apply(encoderInput) as tf.SymbolicTensor;
const decoder = tf.layers.gru({ units: 8, returnSequences: true, goBackwards: false }).apply(decoderInput) as tf.SymbolicTensor;

let attention = tf.layers.dot({ axes: [2, 2] }).apply([decoder, encoder]) as tf.SymbolicTensor;
attention = tf.layers.activation({ activation: 'softmax', name: 'attention' }).apply(attention) as tf.SymbolicTensor;
const context = tf.layers.dot({ axes: [2, 1], name: 'context' }).apply([attention, encoder]) as tf.SymbolicTensor;
const combined = tf.layers.concatenate().apply([context, decoder]) as tf.SymbolicTensor;
const output = tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2, activation: 'linear' }) }).apply(combined) as tf.SymbolicTensor;

const model = tf.model({ inputs: [encoderInput, decoderInput], outputs: output });
model.compile({ loss: 'meanSquaredError', optimizer: 'adam' });

const a = tf.randomNormal([24, 7, 4]);
const b = tf.randomNormal([24, 5, 4]);
const y = tf.randomNormal([24, 5, 2]).mul(0.1);
model.fit([a, b], y, { batchSize: 8, epochs: 2, verbose: 0 });
