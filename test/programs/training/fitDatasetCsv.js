const path = require('path');
const tf = require('@tensorflow/tfjs-node');

async function train() {
  const csv = tf.data.csv('file://' + path.join(__dirname, 'houses.csv'), {
    hasHeader: true,
    columnConfigs: { price: { isLabel: true } },
  });
  const features = (await csv.columnNames()).length - 1;
  const dataset = csv.map(({ xs, ys }) => ({ xs: Object.values(xs), ys: Object.values(ys) })).batch(6);

  const model = tf.sequential();
  model.add(tf.layers.dense({ inputShape: [features], units: 6, activation: 'relu', kernelInitializer: 'leCunNormal' }));
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
  await model.fitDataset(dataset, { epochs: 2, verbose: 0 });
}

train();
