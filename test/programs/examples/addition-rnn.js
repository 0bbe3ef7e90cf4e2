const tf = require('@tensorflow/tfjs');

class CharacterTable {
  constructor(chars) {
    this.chars = chars;
    this.charIndices = {};
    this.indicesChar = {};
    this.size = this.chars.length;
    for (let i = 0; i < this.size; ++i) {
      const char = this.chars[i];
      if (this.charIndices[char] != null) throw new Error(`Duplicate character '${char}'`);
      this.charIndices[this.chars[i]] = i;
      this.indicesChar[i] = this.chars[i];
    }
  }

  encodeBatch(strings, numRows) {
    const buf = tf.buffer([strings.length, numRows, this.size]);
    for (let n = 0; n < strings.length; ++n) {
      const str = strings[n];
      for (let i = 0; i < str.length; ++i) buf.set(1, n, i, this.charIndices[str[i]]);
    }
    return buf.toTensor().as3D(strings.length, numRows, this.size);
  }
}

function createAndCompileModel(layers, hiddenSize, rnnType, digits, vocabularySize) {
  const maxLen = digits + 1 + digits;
  const model = tf.sequential();
  switch (rnnType) {
    case 'SimpleRNN':
      model.add(tf.layers.simpleRNN({ units: hiddenSize, recurrentInitializer: 'glorotNormal', inputShape: [maxLen, vocabularySize] }));
      break;
    case 'GRU':
      model.add(tf.layers.gru({ units: hiddenSize, recurrentInitializer: 'glorotNormal', inputShape: [maxLen, vocabularySize] }));
      break;
    default:
      throw new Error(`Unsupported RNN type: '${rnnType}'`);
  }
  model.add(tf.layers.repeatVector({ n: digits + 1 }));
  model.add(tf.layers.simpleRNN({ units: hiddenSize, recurrentInitializer: 'glorotNormal', returnSequences: true }));
  model.add(tf.layers.timeDistributed({ layer: tf.layers.dense({ units: vocabularySize }) }));
  model.add(tf.layers.activation({ activation: 'softmax' }));
  model.compile({ loss: 'categoricalCrossentropy', optimizer: 'adam', metrics: ['accuracy'] });
  return model;
}

async function runAdditionRNNDemo() {
  const digits = 1;
  const table = new CharacterTable('0123456789+ ');
  const questions = [];
  for (let a = 0; a < 8; a++) for (let b = 0; b < 4; b++) questions.push([`${a}+${b}`, `${a + b}`.padEnd(digits + 1)]);
  tf.util.shuffle(questions);
  const xs = table.encodeBatch(questions.map((q) => q[0]), 3);
  const ys = table.encodeBatch(questions.map((q) => q[1]), digits + 1);
  const model = createAndCompileModel(1, 12, 'SimpleRNN', digits, table.size);
  for (let i = 0; i < 3; ++i) {
    const beginMs = performance.now();
    const history = await model.fit(xs, ys, { epochs: 1, batchSize: 16, yieldEvery: 'epoch' });
    const elapsedMs = performance.now() - beginMs;
    const trainLoss = history.history['loss'][0];
    const trainAccuracy = history.history['acc'][0];
    console.log(`iteration ${i}: loss ${trainLoss.toFixed(6)} accuracy ${trainAccuracy.toFixed(4)} examples/s ${(xs.shape[0] / (elapsedMs / 1000)).toFixed(0)}`);
  }
}

runAdditionRNNDemo();
