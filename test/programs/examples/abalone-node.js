const tf = require('@tensorflow/tfjs');

async function createDataset(csvPath) {
  const dataset = tf.data.csv(csvPath, { hasHeader: true, columnConfigs: { 'rings': { isLabel: true } } });
  const numOfColumns = (await dataset.columnNames()).length - 1;
  // Convert features and labels.
  return {
    dataset: dataset.map((row) => {
      const rawFeatures = row['xs'];
      const rawLabel = row['ys'];
      const convertedFeatures = Object.keys(rawFeatures).map((key) => {
        switch (rawFeatures[key]) {
          case 'F': return 0;
          case 'M': return 1;
          case 'I': return 2;
          default: return Number(rawFeatures[key]);
        }
      });
      const convertedLabel = [rawLabel['rings']];
      return { xs: convertedFeatures, ys: convertedLabel };
    }).shuffle(1000).batch(10),
    numOfColumns: numOfColumns
  };
}

function createModel(inputShape) {
  const model = tf.sequential();
  model.add(tf.layers.dense({ inputShape: inputShape, activation: 'sigmoid', units: 50 }));
  model.add(tf.layers.dense({ activation: 'sigmoid', units: 50 }));
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
  return model;
}

async function run(epochs, batchesPerEpoch, savePath) {
  const datasetObj = await createDataset('file://./abalone.csv');
  const model = createModel([datasetObj.numOfColumns]);
  // Use tfjs-node's own binding where there is one.
  await model.fitDataset(datasetObj.dataset, {
    epochs: epochs,
    batchesPerEpoch: batchesPerEpoch,
    callbacks: { onEpochEnd: async (epoch, logs) => console.log(`Epoch ${epoch + 1} of ${epochs} completed: ${logs.loss}`) }
  });
  await model.save(savePath);
  const loadedModel = await tf.loadLayersModel(savePath + '/model.json');
  console.log('The predicted age is ' + (await loadedModel.predict(tf.tensor2d([[0, 0.625, 0.495, 0.165, 1.262]])).data())[0]);
}

require('@tensorflow/tfjs-node');
run(3, undefined, 'file://./abalone-model');
