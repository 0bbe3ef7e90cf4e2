const tf = require('@tensorflow/tfjs');

function buildMLPModel(inputShape, kernelRegularizer, dropoutRate) {
  const model = tf.sequential();
  model.add(tf.layers.flatten({ inputShape }));
  model.add(tf.layers.dense({ units: 16, kernelRegularizer, activation: 'relu' }));
  if (dropoutRate > 0) {
    model.add(tf.layers.dropout({ rate: dropoutRate }));
  }
  model.add(tf.layers.dense({ units: 1 }));
  return model;
}

function buildGRUModel(inputShape) {
  const model = tf.sequential();
  const rnnUnits = 8;
  model.add(tf.layers.gru({ units: rnnUnits, inputShape, dropout: 0, recurrentDropout: 0 }));
  model.add(tf.layers.dense({ units: 1, name: 'gru_output' }));
  return model;
}

function buildModel(modelType, numTimeSteps, numFeatures) {
  const inputShape = [numTimeSteps, numFeatures];
  console.log(`modelType = ${modelType}`);
  let model;
  if (modelType === 'mlp-dropout') model = buildMLPModel(inputShape, null, 0.25);
  else if (modelType === 'mlp-l2') model = buildMLPModel(inputShape, tf.regularizers.l2());
  else if (modelType === 'gru') model = buildGRUModel(inputShape);
  else throw new Error(`Unsupported model type: ${modelType}`);
  model.compile({ loss: 'meanAbsoluteError', optimizer: 'rmsprop' });
  model.summary();
  return model;
}

async function trainModel(model, jenaWeatherData, lookBack, step, delay, batchSize, epochs, customCallback) {
  const trainShuffle = true;
  const trainDataset = tf.data.generator(
    () => jenaWeatherData.getNextBatchFunction(trainShuffle, lookBack, delay, batchSize, 0, 150)).prefetch(8);
  const valDataset = tf.data.generator(
    () => jenaWeatherData.getNextBatchFunction(false, lookBack, delay, batchSize, 151, 195));
  await model.fitDataset(trainDataset, {
    batchesPerEpoch: 3,
    epochs,
    callbacks: customCallback,
    validationData: valDataset,
  });
}

module.exports = { buildModel, trainModel };
