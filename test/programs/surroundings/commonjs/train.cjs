#!/usr/bin/env node
const fs = require('fs');
const path = require('path');
const tf = require('@tensorflow/tfjs');

exports.UNITS = 8;
const { network } = require('./network');
const { epochs } = require('./config');

let fast = null;
try {
  fast = require('./build/Release/fast.node');
} catch (error) {
  console.log('no addon:', error.code);
}

async function main(args) {
  console.log('main module', module.id, module.parent, path.basename(__filename), fs.existsSync(path.join(__dirname, 'config.json')), args.join(' '));
  const model = network();
  model.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });
  const xs = tf.randomUniform([64, 2], -1, 1);
  await model.fit(xs, xs.sum(1, true), { epochs, batchSize: 16, verbose: 0 });
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}
