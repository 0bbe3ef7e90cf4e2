/**
 * Predicts the price of a house from eight features, with the functional API.
 * Run: npx tsx examples/dying-relu.ts
 */
import * as tf from '@tensorflow/tfjs';

const FEATURES = 8;
const HOUSES = 512;

/** Houses whose price depends on area, age and their product; features and price are standardised. */
function makeHouses() {
  return tf.tidy(() => {
    const features = tf.randomNormal([HOUSES, FEATURES]);
    const [area, age, rooms] = tf.split(features.slice([0, 0], [HOUSES, 3]), 3, 1);
    const price = area.mul(0.8).sub(age.mul(0.4)).add(rooms.mul(area).mul(0.3)).add(2);
    return { features, price };
  });
}

const input = tf.input({ shape: [FEATURES], name: 'house' });
let x = tf.layers.dense({ units: 64, activation: 'relu', kernelInitializer: 'heNormal', name: 'relu_1' }).apply(input);
x = tf.layers.dense({ units: 64, activation: 'relu', kernelInitializer: 'heNormal', name: 'relu_2' }).apply(x);
x = tf.layers.dense({ units: 32, activation: 'relu', kernelInitializer: 'heNormal', name: 'relu_3' }).apply(x);
const price = tf.layers.dense({ units: 1, name: 'price' }).apply(x) as tf.SymbolicTensor;

const model = tf.model({ inputs: input, outputs: price, name: 'house_prices' });
model.compile({ optimizer: tf.train.adam(0.5), loss: 'meanSquaredError' });

const houses = makeHouses();
model
  .fit(houses.features, houses.price, { batchSize: 32, epochs: 5, verbose: 0 })
  .then(({ history }) => console.log('loss per epoch:', history.loss));
