import * as tf from '@tensorflow/tfjs';

const INPUT = 20;
const LATENT = 2;

/** z = mean + exp(log variance / 2) * noise. */
class Sampling extends tf.layers.Layer {
  static className = 'Sampling';

  override computeOutputShape(shapes: tf.Shape[]): tf.Shape {
    return shapes[0]!;
  }

  override call([mean, logVariance]: tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const noise = tf.randomNormal(mean!.shape);
      return mean!.add(logVariance!.mul(0.5).exp().mul(noise));
    });
  }
}
tf.serialization.registerClass(Sampling as unknown as tf.serialization.SerializableConstructor<Sampling>);

const inputs = tf.input({ shape: [INPUT] });
const h = tf.layers.dense({ units: 12, activation: 'relu', name: 'encoder_hidden' }).apply(inputs);
const zMean = tf.layers.dense({ units: LATENT, name: 'z_mean' }).apply(h) as tf.SymbolicTensor;
const zLogVariance = tf.layers.dense({ units: LATENT, name: 'z_log_variance' }).apply(h) as tf.SymbolicTensor;
const z = new Sampling({}).apply([zMean, zLogVariance]) as tf.SymbolicTensor;
const encoder = tf.model({ inputs, outputs: [zMean, zLogVariance, z], name: 'encoder' });

const latent = tf.input({ shape: [LATENT] });
const d = tf.layers.dense({ units: 12, activation: 'relu', name: 'decoder_hidden' }).apply(latent);
const restored = tf.layers.dense({ units: INPUT, activation: 'sigmoid', name: 'restored' }).apply(d) as tf.SymbolicTensor;
const decoder = tf.model({ inputs: latent, outputs: restored, name: 'decoder' });

function vaeLoss(x: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => {
    const [mean, logVariance, sample] = encoder.apply(x) as tf.Tensor[];
    const output = decoder.apply(sample!) as tf.Tensor2D;
    const reconstruction = tf.losses.sigmoidCrossEntropy(x, output.div(tf.sub(1.0001, output)).log()).mul(INPUT);
    const kl = tf.sum(logVariance!.add(1).sub(mean!.square()).sub(logVariance!.exp()), -1).mul(-0.5).mean();
    return reconstruction.add(kl).asScalar();
  });
}

const optimizer = tf.train.adam(0.01);
const data = tf.randomUniform([32, INPUT]).greater(0.6).toFloat() as tf.Tensor2D;
for (let step = 0; step < 10; step++) {
  const loss = optimizer.minimize(() => vaeLoss(data), true)!;
  console.log(`step ${step}: ${loss.dataSync()[0]!.toFixed(3)}`);
  loss.dispose();
}
