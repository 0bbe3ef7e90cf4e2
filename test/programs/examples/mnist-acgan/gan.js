const tf = require('@tensorflow/tfjs');
const argparse = require('argparse');

const NUM_CLASSES = 4;
const IMAGE_SIZE = 8;

/** Latent vector and class label in, image out. */
function buildGenerator(latentSize) {
  const cnn = tf.sequential();
  cnn.add(tf.layers.dense({ units: 2 * 2 * 12, inputShape: [latentSize], activation: 'relu' }));
  cnn.add(tf.layers.reshape({ targetShape: [2, 2, 12] }));
  const first = tf.layers.conv2dTranspose({
    filters: 8, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu', kernelInitializer: 'glorotNormal',
  });
  cnn.add(first);
  cnn.add(tf.layers.batchNormalization());
  cnn.add(tf.layers.conv2dTranspose({ filters: 1, kernelSize: 3, strides: 2, padding: 'same', activation: 'tanh', kernelInitializer: 'glorotNormal' }));

  const latent = tf.input({ shape: [latentSize] });
  const imageClass = tf.input({ shape: [1] });
  const classEmbedding = tf.layers.embedding({
    inputDim: NUM_CLASSES, outputDim: latentSize, embeddingsInitializer: 'glorotNormal' }).apply(imageClass);
  const flat = tf.layers.flatten().apply(classEmbedding);
  const h = tf.layers.multiply().apply([latent, flat]);
  const fakeImage = cnn.apply(h);
  return tf.model({ inputs: [latent, imageClass], outputs: fakeImage, name: 'generator' });
}

/** Says whether an image is real, and which class it is. */
function buildDiscriminator() {
  const cnn = tf.sequential();
  cnn.add(tf.layers.conv2d({ filters: 6, kernelSize: 3, padding: 'same', strides: 2, inputShape: [IMAGE_SIZE, IMAGE_SIZE, 1] }));
  cnn.add(tf.layers.leakyReLU({ alpha: 0.2 }));
  cnn.add(tf.layers.dropout({ rate: 0.3 }));
  cnn.add(tf.layers.flatten({ name: 'features' }));

  const image = tf.input({ shape: [IMAGE_SIZE, IMAGE_SIZE, 1] });
  const features = cnn.apply(image);
  const realnessScore = tf.layers.dense({ units: 1, activation: 'sigmoid', name: 'realness' }).apply(features);
  const aux = tf.layers.dense({ units: NUM_CLASSES, activation: 'softmax', name: 'auxiliary' }).apply(features);
  return tf.model({ inputs: image, outputs: [realnessScore, aux], name: 'discriminator' });
}

function buildCombinedModel(latentSize, generator, discriminator, optimizer) {
  const latent = tf.input({ shape: [latentSize] });
  const imageClass = tf.input({ shape: [1] });
  const fake = generator.apply([latent, imageClass]);
  discriminator.trainable = false;
  const [fakeProb, aux] = discriminator.apply(fake);
  const combined = tf.model({ inputs: [latent, imageClass], outputs: [fakeProb, aux], name: 'combined' });
  combined.compile({ optimizer, loss: ['binaryCrossentropy', 'sparseCategoricalCrossentropy'] });
  return combined;
}

const softOne = 0.95;

async function trainDiscriminatorOneStep(xTrain, yTrain, latentSize, generator, discriminator) {
  const batchSize = xTrain.shape[0];
  const [x, y, auxY] = tf.tidy(() => {
    const zVectors = tf.randomUniform([batchSize, latentSize], -1, 1);
    const sampledLabels = tf.randomUniform([batchSize, 1], 0, NUM_CLASSES, 'int32').asType('float32');
    const generatedImages = generator.predict([zVectors, sampledLabels], { batchSize });
    const x = tf.concat([xTrain, generatedImages], 0);
    const y = tf.concat([tf.ones([batchSize, 1]).mul(softOne), tf.zeros([batchSize, 1])]);
    return [x, y, tf.concat([yTrain, sampledLabels], 0)];
  });
  const losses = await discriminator.trainOnBatch(x, [y, auxY]);
  tf.dispose([x, y, auxY]);
  return losses;
}

async function trainCombinedModelOneStep(batchSize, latentSize, combined) {
  const [noise, sampledLabels, trick] = tf.tidy(() => [
    tf.randomUniform([batchSize, latentSize], -1, 1),
    tf.randomUniform([batchSize, 1], 0, NUM_CLASSES, 'int32').asType('float32'),
    tf.tidy(() => tf.ones([batchSize, 1]).mul(softOne)),
  ]);
  const losses = await combined.trainOnBatch([noise, sampledLabels], [trick, sampledLabels]);
  tf.dispose([noise, sampledLabels, trick]);
  return losses;
}

async function run() {
  const parser = new argparse.ArgumentParser({ description: 'ACGAN' });
  parser.addArgument('--epochs', { type: 'int', defaultValue: 100 });
  parser.addArgument('--batchSize', { type: 'int', defaultValue: 8 });
  parser.addArgument('--latentSize', { type: 'int', defaultValue: 6 });
  parser.addArgument('--generatorSavePath', { type: 'string', defaultValue: './dist/generator' });
  const args = parser.parseArgs();

  const discriminator = buildDiscriminator();
  discriminator.compile({
    optimizer: tf.train.adam(0.0002, 0.5),
    loss: ['binaryCrossentropy', 'sparseCategoricalCrossentropy'],
  });
  const generator = buildGenerator(args.latentSize);
  const combined = buildCombinedModel(args.latentSize, generator, discriminator, tf.train.adam(0.0002, 0.5));

  const images = tf.randomUniform([24, IMAGE_SIZE, IMAGE_SIZE, 1], -1, 1);
  const labels = tf.range(0, 24).mod(4).reshape([24, 1]);
  const numBatches = Math.ceil(24 / args.batchSize);
  for (let epoch = 0; epoch < args.epochs; ++epoch) {
    for (let batch = 0; batch < numBatches; ++batch) {
      const x = images.slice(batch * args.batchSize, args.batchSize);
      const y = labels.slice(batch * args.batchSize, args.batchSize);
      const dLoss = await trainDiscriminatorOneStep(x, y, args.latentSize, generator, discriminator);
      const gLoss = await trainCombinedModelOneStep(2 * args.batchSize, args.latentSize, combined);
      console.log(`epoch ${epoch + 1}/${args.epochs} batch ${batch + 1}/${numBatches}: dLoss = ${dLoss[0]} gLoss = ${gLoss[0]}`);
      tf.dispose([x, y]);
    }
  }
  if (args.generatorSavePath) await generator.save(`file://${args.generatorSavePath}`).catch((e) => console.log(e.message));
}

if (require.main === module) {
  run();
}

module.exports = { buildCombinedModel, buildDiscriminator, buildGenerator };
