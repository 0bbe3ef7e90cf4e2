import * as tf from '@tensorflow/tfjs';

const IRIS_CLASSES = ['Iris-setosa', 'Iris-versicolor', 'Iris-virginica'];
const IRIS_DATA = Array.from({ length: 60 }, (_, i) => {
  const kind = i % 3;
  return [5 + kind * 0.8 + (i % 7) / 20, 3.4 - (kind === 1 ? 0.6 : 0.3 * kind), 1.5 + kind * 2.1, 0.25 + kind * 0.9, kind];
});

function getIrisData(testSplit) {
  const xs = tf.data.array(IRIS_DATA.map((row) => row.slice(0, 4)));
  const ys = tf.data.array(IRIS_DATA.map((row) => row[4])).map((label) => tf.oneHot(tf.scalar(label, 'int32'), IRIS_CLASSES.length));
  const all = tf.data.zip({ xs, ys }).shuffle(IRIS_DATA.length, 'seed');
  const held = Math.floor(IRIS_DATA.length * testSplit);
  return [all.skip(held).batch(12), all.take(held).batch(12)];
}

const [trainData, testData] = getIrisData(0.2);

const model = tf.sequential();
model.add(tf.layers.dense({ units: 10, activation: 'sigmoid', inputShape: [4] }));
model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
model.summary();
model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });

const trainLogs = [];
const beginMs = performance.now();
await model.fitDataset(trainData, {
  epochs: 3,
  validationData: testData,
  callbacks: {
    onEpochEnd: async (epoch, logs) => {
      const secPerEpoch = (performance.now() - beginMs) / (1000 * (epoch + 1));
      console.log(`Training model... Approximately ${secPerEpoch.toFixed(4)} seconds per epoch`);
      trainLogs.push(logs);
    },
  },
});
console.log(trainLogs.length);
export default model;
