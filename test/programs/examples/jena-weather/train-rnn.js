const argparse = require('argparse');
const { JenaWeatherData } = require('./data');
const { buildModel, trainModel } = require('./models');

global.fetch = global.fetch || (() => Promise.reject(new Error('no network')));

function parseArguments() {
  const parser = new argparse.ArgumentParser({ description: 'Train RNNs for Jena weather problem' });
  parser.addArgument('--modelType', { type: 'string', defaultValue: 'gru', optionStrings: ['baseline', 'gru', 'simpleRNN'] });
  parser.addArgument('--gpu', { action: 'storeTrue' });
  parser.addArgument('--lookBack', { type: 'int', defaultValue: 8 });
  parser.addArgument('--batchSize', { type: 'int', defaultValue: 12 });
  parser.addArgument('--epochs', { type: 'int', defaultValue: 2 });
  parser.addArgument('--logDir', { type: 'string' });
  return parser.parseArgs();
}

async function main() {
  const args = parseArguments();
  let tfn;
  if (args.gpu) {
    tfn = require('@tensorflow/tfjs-node-gpu');
  } else {
    tfn = require('@tensorflow/tfjs-node');
  }
  const jenaWeatherData = new JenaWeatherData();
  await jenaWeatherData.load();
  const model = buildModel(args.modelType, args.lookBack, jenaWeatherData.numColumns);
  let callback = null;
  if (args.logDir != null) callback = tfn.node.tensorBoard(args.logDir, { updateFreq: 'batch' });
  await trainModel(model, jenaWeatherData, args.lookBack, 1, 4, args.batchSize, args.epochs, callback);
}

if (require.main === module) {
  main();
}
