const tf = require('@tensorflow/tfjs-node');

/** Draws z from the normal distribution that the encoder describes: the reparameterization trick. */
class ZLayer extends tf.layers.Layer {
  constructor(config) {
    super(config);
  }

  computeOutputShape(inputShape) {
    tf.util.assert(inputShape.length === 2 && Array.isArray(inputShape[0]), () => `Expected exactly 2 input shapes. But got: ${inputShape}`);
    return inputShape[0];
  }

  call(inputs, kwargs) {
    const [zMean, zLogVar] = inputs;
    const batch = zMean.shape[0];
    const dim = zMean.shape[1];
    const epsilon = tf.randomNormal([batch, dim], 0, 1);
    // std = exp(0.5 * log variance)
    const std = zLogVar.mul(0.5).exp();
    return zMean.add(std.mul(epsilon));
  }

  static get className() {
    return 'ZLayer';
  }
}
tf.serialization.registerClass(ZLayer);

function encoder(opts) {
  const { originalDim, intermediateDim, latentDim } = opts;
  const inputs = tf.input({ shape: [originalDim], name: 'encoder_input' });
  const x = tf.layers.dense({ units: intermediateDim, activation: 'relu' }).apply(inputs);
  const zMean = tf.layers.dense({ units: latentDim, name: 'z_mean' }).apply(x);
  const zLogVar = tf.layers.dense({ units: latentDim, name: 'z_log_var' }).apply(x);
  const z = new ZLayer({ name: 'z', outputShape: [latentDim] }).apply([zMean, zLogVar]);
  return tf.model({ inputs: inputs, outputs: [zMean, zLogVar, z], name: 'encoder' });
}

function decoder(opts) {
  const { originalDim, intermediateDim, latentDim } = opts;
  const decoder = tf.sequential({ name: 'decoder' });
  decoder.add(tf.layers.dense({ units: intermediateDim, activation: 'relu', inputShape: [latentDim], name: 'decoder_hidden' }));
  decoder.add(tf.layers.dense({ units: originalDim, activation: 'sigmoid' }));
  return decoder;
}

function vae(encoder, decoder) {
  const inputs = encoder.inputs;
  const encoderOutputs = encoder.apply(inputs);
  const encoded = encoderOutputs[2];
  const decoderOutput = decoder.apply(encoded);
  const v = tf.model({ inputs: inputs, outputs: [decoderOutput, ...encoderOutputs], name: 'vae_mlp' });
  return v;
}

function vaeLoss(inputs, outputs) {
  const originalDim = inputs.shape[1];
  const decoderOutput = outputs[0];
  const zMean = outputs[1];
  const zLogVar = outputs[2];
  // First we compute a 'reconstruction loss' terms. The goal of minimizing tihs term is to make the model output match the input data.
  const reconstructionLoss = tf.losses.meanSquaredError(inputs, decoderOutput).mul(originalDim);
  let klLoss = zLogVar.add(1).sub(zMean.square()).sub(zLogVar.exp());
  klLoss = klLoss.sum(-1).mul(-0.5);
  return reconstructionLoss.add(klLoss).mean();
}

async function train(images, vaeOpts) {
  const vaeModel = vae(encoder(vaeOpts), decoder(vaeOpts));
  const optimizer = tf.train.adam();
  for (let i = 0; i < 2; i++) {
    console.log(`\nEpoch #${i} of 2\n`);
    for (let j = 0; j < images.length; j++) {
      const batchInput = tf.tidy(() => tf.tensor2d(images[j]));
      const trainLoss = await optimizer.minimize(() => tf.tidy(() => {
        const outputs = vaeModel.apply(batchInput);
        const loss = vaeLoss(batchInput, outputs, vaeOpts);
        process.stdout.write('.');
        return loss;
      }), true);
      tf.dispose([batchInput, trainLoss]);
    }
    console.log('done');
  }
  await vaeModel.layers.find((layer) => layer.name === 'decoder').save('file://./models/decoder');
}

const batches = Array.from({ length: 4 }, () => Array.from({ length: 8 }, () => Array.from({ length: 36 }, () => Math.random())));
train(batches, { originalDim: 36, intermediateDim: 16, latentDim: 2 });
