const tf = require('@tensorflow/tfjs-node');

const argparse = require('argparse');

const data = require('./data');
const model = require('./model');

async function run(epochs, batchSize, modelSavePath) {
  await data.loadData();

  const { images: trainImages, labels: trainLabels } = data.getTrainData();
  model.summary();

  const validationSplit = 0.25;
  const numTrainExamplesPerEpoch = trainImages.shape[0] * (1 - validationSplit);
  const numTrainBatchesPerEpoch = Math.ceil(numTrainExamplesPerEpoch / batchSize);
  await model.fit(trainImages, trainLabels, { epochs, batchSize, validationSplit });

  const evalOutput = model.evaluate(trainImages, trainLabels);
  console.log(
    `\nEvaluation result, ${numTrainBatchesPerEpoch} batches an epoch:\n` +
    `  Loss = ${evalOutput[0].dataSync()[0].toFixed(3)}; Accuracy = ${evalOutput[1].dataSync()[0].toFixed(3)}`);

  if (modelSavePath != null) {
    await model.save(`file://${modelSavePath}`);
    console.log(`Saved model to path: ${modelSavePath}`);
  }
}

const parser = new argparse.ArgumentParser({ description: 'TensorFlow.js-Node MNIST Example.', addHelp: true });
parser.addArgument('--epochs', { type: 'int', defaultValue: 20, help: 'Number of epochs to train the model for.' });
parser.addArgument('--batch_size', { type: 'int', defaultValue: 128, help: 'Batch size to be used during model training.' });
parser.addArgument('--model_save_path', { type: 'string', help: 'Path to which the model will be saved after training.' });
const args = parser.parseArgs();

run(args.epochs, args.batch_size, args.model_save_path);
