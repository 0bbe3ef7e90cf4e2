import * as tf from '@tensorflow/tfjs';
import * as normalization from './normalization';

// Some hyperparameters for model training.
const NUM_EPOCHS = 3;
const BATCH_SIZE = 20;
const LEARNING_RATE = 0.01;

export const tensors = {};

export function arraysToTensors() {
  tensors.rawTrainFeatures = tf.randomNormal([60, 12], 5, 3);
  tensors.trainTarget = tensors.rawTrainFeatures.sum(1, true).div(20).add(tf.randomNormal([60, 1], 0, 0.1));
  const { dataMean, dataStd } = normalization.determineMeanAndStddev(tensors.rawTrainFeatures);
  tensors.trainFeatures = normalization.normalizeTensor(tensors.rawTrainFeatures, dataMean, dataStd);
}

export function linearRegressionModel() {
  const model = tf.sequential();
  model.add(tf.layers.dense({ inputShape: [12], units: 1, name: 'linear' }));
  return model;
}

export function multiLayerPerceptronRegressionModel2Hidden() {
  const model = tf.sequential();
  model.add(tf.layers.dense({ inputShape: [12], units: 50, activation: 'sigmoid', kernelInitializer: 'leCunNormal', name: 'hidden1' }));
  model.add(tf.layers.dense({ units: 50, activation: 'sigmoid', kernelInitializer: 'leCunNormal', name: 'hidden2' }));
  model.add(tf.layers.dense({ units: 1, name: 'price' }));
  return model;
}

export const run = async (model, modelName, weightsIllustration) => {
  model.compile({ optimizer: tf.train.sgd(LEARNING_RATE), loss: 'meanSquaredError' });
  const trainLogs = [];
  await model.fit(tensors.trainFeatures, tensors.trainTarget, {
    batchSize: BATCH_SIZE,
    epochs: NUM_EPOCHS,
    validationSplit: 1 / 3,
    callbacks: {
      onEpochEnd: async (epoch, logs) => {
        trainLogs.push(logs);
        if (weightsIllustration) model.layers[0].getWeights()[0].data().then((weights) => console.log(modelName, epoch, weights.length));
      }
    }
  });
  const result = model.evaluate(tensors.trainFeatures, tensors.trainTarget, { batchSize: BATCH_SIZE });
  console.log(modelName, result.dataSync()[0], trainLogs[trainLogs.length - 1].val_loss);
};

(async () => {
  arraysToTensors();
  await run(linearRegressionModel(), 'linear', true);
  await run(multiLayerPerceptronRegressionModel2Hidden(), 'oneHidden', false);
})();
