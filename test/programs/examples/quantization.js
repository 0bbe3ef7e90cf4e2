const tf = require('@tensorflow/tfjs-node');
const fs = require('fs');
const path = require('path');

function createMnistModel() {
  const model = tf.sequential();
  model.add(tf.layers.conv2d({ inputShape: [12, 12, 1], filters: 4, kernelSize: 3, activation: 'relu' }));
  model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 12, activation: 'relu' }));
  model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy', metrics: ['acc'] });
  return model;
}

async function main() {
  const xs = tf.randomUniform([36, 12, 12, 1]);
  const ys = tf.oneHot(tf.range(0, 36).mod(3).toInt(), 3);
  const model = createMnistModel();
  await model.fit(xs, ys, { epochs: 2, batchSize: 12, callbacks: tf.callbacks.earlyStopping({ monitor: 'loss', patience: 5 }) });
  const savePath = path.join('models', 'mnist', 'original');
  fs.mkdirSync(path.dirname(savePath), { recursive: true });
  await model.save('file://' + savePath);

  // 16 bits in place of 32.
  for (const weight of model.getWeights()) {
    const { min, max } = { min: weight.min().dataSync()[0], max: weight.max().dataSync()[0] };
    const step = (max - min) / 65535;
    const restored = step === 0 ? weight : weight.sub(min).div(step).round().mul(step).add(min);
    console.log(weight.name, weight.sub(restored).abs().max().dataSync()[0] < 1e-3);
  }
  console.log(fs.statSync(path.join(savePath, 'weights.bin')).size);
}

main();
