const tf = require('@tensorflow/tfjs');

// util function to normalize a value between a given range.
function normalize(value, min, max) {
  if (min === undefined || max === undefined) {
    return value;
  }
  return (value - min) / (max - min);
}

const TRAIN_DATA_PATH = 'file://./pitch_type_training_data.csv';
const VX0_MIN = -18.885;
const VX0_MAX = 18.065;
const START_SPEED_MIN = 59;
const START_SPEED_MAX = 104.4;
const NUM_PITCH_CLASSES = 3;
const TRAINING_DATA_LENGTH = 30;

const csvTransform = ({ xs, ys }) => {
  const values = [
    normalize(xs.vx0, VX0_MIN, VX0_MAX),
    normalize(xs.start_speed, START_SPEED_MIN, START_SPEED_MAX),
    xs.left_handed_pitcher,
  ];
  return { xs: values, ys: ys.pitch_code };
};

const trainingData = tf.data.csv(TRAIN_DATA_PATH, { columnConfigs: { pitch_code: { isLabel: true } } })
  .map(csvTransform)
  .shuffle(TRAINING_DATA_LENGTH)
  .batch(10);

const trainingValidationData = tf.data.csv(TRAIN_DATA_PATH, { columnConfigs: { pitch_code: { isLabel: true } } })
  .map(csvTransform)
  .batch(TRAINING_DATA_LENGTH);

const model = tf.sequential();
model.add(tf.layers.dense({ units: 20, activation: 'relu', inputShape: [3] }));
model.add(tf.layers.dense({ units: 12, activation: 'relu' }));
model.add(tf.layers.dense({ units: NUM_PITCH_CLASSES, activation: 'softmax' }));

model.compile({
  optimizer: tf.train.adam(),
  loss: 'sparseCategoricalCrossentropy',
  metrics: ['accuracy'],
});

async function evaluate() {
  const results = {};
  await trainingValidationData.forEachAsync((pitchTypeBatch) => {
    const values = model.predict(pitchTypeBatch.xs).dataSync();
    for (let i = 0; i < NUM_PITCH_CLASSES; i++) results[i] = values[i];
  });
  return results;
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function run() {
  let numTrainingIterations = 3;
  for (let i = 0; i < numTrainingIterations; i++) {
    console.log(`Training iteration : ${i + 1} / ${numTrainingIterations}`);
    await model.fitDataset(trainingData, { epochs: 1 });
    console.log('accuracyPerClass', await evaluate());
    await sleep(5);
  }
}

run();
