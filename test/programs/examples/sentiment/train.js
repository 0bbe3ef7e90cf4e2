import * as tf from '@tensorflow/tfjs';
import * as fs from 'fs';
import * as path from 'path';
import * as argparse from 'argparse';
import { padSequences } from './sequence_utils';

export function buildModel(modelType, maxLen, vocabularySize, embeddingSize) {
  const model = tf.sequential();
  if (modelType === 'multihot') {
    model.add(tf.layers.dense({ units: 16, activation: 'relu', inputShape: [vocabularySize] }));
    model.add(tf.layers.dense({ units: 16, activation: 'relu' }));
  } else {
    model.add(tf.layers.embedding({ inputDim: vocabularySize, outputDim: embeddingSize, inputLength: maxLen }));
    if (modelType === 'flatten') {
      model.add(tf.layers.flatten());
    } else if (modelType === 'cnn') {
      model.add(tf.layers.dropout({ rate: 0.5 }));
      model.add(tf.layers.conv1d({ filters: 10, kernelSize: 3, strides: 1, padding: 'valid', activation: 'relu' }));
      model.add(tf.layers.globalMaxPool1d({}));
      model.add(tf.layers.dense({ units: 10, activation: 'relu', name: 'after_pool' }));
    } else if (modelType === 'bidirectionalLSTM') {
      model.add(tf.layers.bidirectional({ layer: tf.layers.lstm({ units: embeddingSize }), mergeMode: 'concat' }));
    } else {
      throw new Error(`Unsupported model type: ${modelType}`);
    }
  }
  model.add(tf.layers.dense({ units: 1, activation: 'sigmoid', name: 'sentiment' }));
  return model;
}

function parseArguments() {
  const parser = new argparse.ArgumentParser({ description: 'Train a model for IMDB sentiment analysis' });
  parser.addArgument('modelType', { type: 'string', optionStrings: ['multihot', 'flatten', 'cnn', 'simpleRNN', 'lstm', 'bidirectionalLSTM'], help: 'Model type' });
  parser.addArgument('--numWords', { type: 'int', defaultValue: 50 });
  parser.addArgument('--maxLen', { type: 'int', defaultValue: 12 });
  parser.addArgument('--embeddingSize', { type: 'int', defaultValue: 8 });
  parser.addArgument('--gpu', { action: 'storeTrue', help: 'Use GPU for training' });
  parser.addArgument('--optimizer', { type: 'string', defaultValue: 'adam' });
  parser.addArgument('--epochs', { type: 'int', defaultValue: 2 });
  parser.addArgument('--batchSize', { type: 'int', defaultValue: 16 });
  parser.addArgument('--validationSplit', { type: 'float', defaultValue: 0.2 });
  parser.addArgument('--modelSaveDir', { type: 'string', defaultValue: 'dist/resources' });
  parser.addArgument('--logDir', { type: 'string' });
  return parser.parseArgs();
}

async function main() {
  const args = parseArguments();
  let tfn;
  if (args.gpu) {
    console.log('Using GPU for training');
    tfn = require('@tensorflow/tfjs-node-gpu');
  } else {
    console.log('Using CPU for training');
    tfn = require('@tensorflow/tfjs-node');
  }

  const reviews = Array.from({ length: 40 }, (_, i) => Array.from({ length: 5 + (i % 11) }, (_, t) => 1 + ((7 * i + 3 * t) % (args.numWords - 1))));
  const xTrain = tf.tensor2d(padSequences(reviews, args.maxLen));
  const yTrain = tf.tensor2d(reviews.map((review) => [review.includes(9) ? 1 : 0]));

  const model = buildModel(args.modelType, args.maxLen, args.numWords, args.embeddingSize);
  model.compile({ loss: 'binaryCrossentropy', optimizer: args.optimizer, metrics: ['acc'] });
  model.summary();

  await model.fit(xTrain, yTrain, {
    epochs: args.epochs,
    batchSize: args.batchSize,
    validationSplit: args.validationSplit,
    callbacks: args.logDir == null ? null : tfn.node.tensorBoard(args.logDir, { updateFreq: 'batch' })
  });
  const [testLoss, testAcc] = model.evaluate(xTrain, yTrain);
  console.log(`Evaluation loss: ${(await testLoss.data())[0].toFixed(4)} accuracy: ${(await testAcc.data())[0].toFixed(4)}`);

  if (args.modelSaveDir != null && args.modelSaveDir.length > 0) {
    const metadata = { epochs: args.epochs, model_type: args.modelType };
    fs.mkdirSync(args.modelSaveDir, { recursive: true });
    fs.writeFileSync(path.join(args.modelSaveDir, 'metadata.json'), JSON.stringify(metadata));
    await model.save(`file://${args.modelSaveDir}`);
    console.log(`Saved model to ${args.modelSaveDir}`);
  }
}

main();
