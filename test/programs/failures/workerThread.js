const { Worker, isMainThread } = require('node:worker_threads');
const tf = require('@tensorflow/tfjs');

function startTraining() {
  return new Worker(__filename, { eval: false });
}

if (isMainThread) startTraining().on('error', () => undefined);
else console.log(tf.version.tfjs);
