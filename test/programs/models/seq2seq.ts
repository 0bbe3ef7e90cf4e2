import * as tf from '@tensorflow/tfjs';

const LENGTH = 5;
const VOCABULARY = 8;

// Reverses short sequences: the encoder's last state is what the decoder starts from.
const source = tf.input({ shape: [LENGTH], name: 'source' });
const target = tf.input({ shape: [LENGTH], name: 'target' });

const embedding = tf.layers.embedding({ inputDim: VOCABULARY, outputDim: 6, name: 'tokens' });
const encoder = tf.layers.lstm({ units: 10, returnState: true, name: 'encoder' });
const [, stateH, stateC] = encoder.apply(embedding.apply(source)) as tf.SymbolicTensor[];

const decoder = tf.layers.lstm({ units: 10, returnSequences: true, name: 'decoder' });
const decoded = decoder.apply(embedding.apply(target) as tf.SymbolicTensor, { initialState: [stateH!, stateC!] }) as tf.SymbolicTensor;
const words = tf.layers.timeDistributed({ layer: tf.layers.dense({ units: VOCABULARY, activation: 'softmax' }), name: 'words' });
const model = tf.model({ inputs: [source, target], outputs: words.apply(decoded) as tf.SymbolicTensor });
model.compile({ optimizer: tf.train.adam(0.02), loss: 'categoricalCrossentropy' });

function batch(size: number) {
  const tokens = tf.randomUniform([size, LENGTH], 1, VOCABULARY, 'int32') as tf.Tensor2D;
  const reversed = tf.reverse(tokens, 1);
  const shifted = tf.concat([tf.zeros([size, 1], 'int32'), reversed.slice([0, 0], [size, LENGTH - 1])], 1);
  return { inputs: [tokens.toFloat(), shifted.toFloat()], outputs: tf.oneHot(reversed, VOCABULARY) };
}

async function train() {
  for (let i = 0; i < 6; i++) {
    const { inputs, outputs } = batch(16);
    const loss = await model.trainOnBatch(inputs, outputs);
    console.log(`batch ${i}: ${loss}`);
  }
}

train();
