const tf = require('@tensorflow/tfjs-node');

class TextData {
  constructor(identifier, textString, sampleLen, sampleStep) {
    if (!identifier) throw new Error('Model identifier is not provided.');
    this.textString_ = textString;
    this.sampleLen_ = sampleLen;
    this.sampleStep_ = sampleStep;
    this.charSet_ = [...new Set(textString)];
    this.indices_ = new Uint16Array([...textString].map((c) => this.charSet_.indexOf(c)));
    this.exampleBeginIndices_ = [];
    for (let i = 0; i < textString.length - sampleLen - 1; i += sampleStep) this.exampleBeginIndices_.push(i);
    tf.util.shuffle(this.exampleBeginIndices_);
    this.examplePosition_ = 0;
  }

  nextDataEpoch(numExamples) {
    const xsBuffer = new tf.TensorBuffer([numExamples, this.sampleLen_, this.charSet_.length]);
    const ysBuffer = new tf.TensorBuffer([numExamples, this.charSet_.length]);
    for (let i = 0; i < numExamples; ++i) {
      const begin = this.exampleBeginIndices_[this.examplePosition_ % this.exampleBeginIndices_.length];
      for (let j = 0; j < this.sampleLen_; ++j) xsBuffer.set(1, i, j, this.indices_[begin + j]);
      ysBuffer.set(1, i, this.indices_[begin + this.sampleLen_]);
      this.examplePosition_++;
    }
    return [xsBuffer.toTensor(), ysBuffer.toTensor()];
  }
}

function createModel(sampleLen, charSetSize, lstmLayerSizes) {
  if (!Array.isArray(lstmLayerSizes)) lstmLayerSizes = [lstmLayerSizes];
  const model = tf.sequential();
  for (let i = 0; i < lstmLayerSizes.length; ++i) {
    const lstmLayerSize = lstmLayerSizes[i];
    model.add(tf.layers.lstm({
      units: lstmLayerSize,
      returnSequences: i < lstmLayerSizes.length - 1,
      inputShape: i === 0 ? [sampleLen, charSetSize] : undefined,
    }));
  }
  model.add(tf.layers.dense({ units: charSetSize, activation: 'softmax' }));
  return model;
}

async function fitModel(model, textData, numEpochs, examplesPerEpoch, batchSize, validationSplit, callbacks) {
  for (let i = 0; i < numEpochs; ++i) {
    const [xs, ys] = textData.nextDataEpoch(examplesPerEpoch);
    await model.fit(xs, ys, { epochs: 1, batchSize: batchSize, validationSplit, callbacks });
    xs.dispose();
    ys.dispose();
  }
}

/** Draws from a probability distribution made flatter by the temperature. */
function sample(probs, temperature) {
  return tf.tidy(() => {
    const logits = tf.div(tf.log(probs), Math.max(temperature, 1e-6));
    const isNormalized = false;
    return tf.multinomial(logits, 1, null, isNormalized).dataSync()[0];
  });
}

async function main() {
  const text = 'the quick brown fox jumps over the lazy dog and comes back again to see the dog once more. '.repeat(2);
  const textData = new TextData('text-data', text, 8, 2);
  const model = createModel(8, textData.charSet_.length, [10, 8]);
  const optimizer = tf.train.rmsprop(1e-2);
  model.compile({ optimizer: optimizer, loss: 'categoricalCrossentropy' });
  model.summary();
  await fitModel(model, textData, 2, 16, 8, 0.25, { onTrainBegin: async () => console.log('training'), onEpochEnd: async (e, logs) => console.log(logs) });
  const [xs] = textData.nextDataEpoch(1);
  console.log(textData.charSet_[sample(model.predict(xs).squeeze(), 0.75)]);
  await model.save('file://./lstm-model');
}

main();
