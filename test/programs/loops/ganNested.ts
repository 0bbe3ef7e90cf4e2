import * as tf from '@tensorflow/tfjs';

// Generator and discriminator are parts of one combined model, and yet each is trained by hand, without fit.
const G = tf.sequential({ name: 'G' });
G.add(tf.layers.dense({ units: 8, inputShape: [3], activation: 'relu', name: 'g1' }));
G.add(tf.layers.dense({ units: 2, name: 'g2' }));

const D = tf.sequential({ name: 'D' });
D.add(tf.layers.dense({ units: 8, inputShape: [2], activation: 'selu', name: 'd1' }));
D.add(tf.layers.dense({ units: 1, name: 'd2' }));

const z = tf.input({ shape: [3] });
const gan = tf.model({ inputs: z, outputs: D.apply(G.apply(z)) as tf.SymbolicTensor, name: 'gan' });
gan.summary();

const dOptimizer = tf.train.rmsprop(0.002);
const gOptimizer = tf.train.rmsprop(0.002);
const variables = (model: tf.LayersModel) => model.getWeights(true) as tf.Variable[];

function trainD(real: tf.Tensor, noise: tf.Tensor) {
  return dOptimizer.minimize(() => {
    const fake = G.apply(noise) as tf.Tensor;
    const realScore = D.apply(real, { training: true }) as tf.Tensor;
    const fakeScore = D.apply(fake, { training: true }) as tf.Tensor;
    return tf.add(
      tf.losses.sigmoidCrossEntropy(tf.onesLike(realScore), realScore),
      tf.losses.sigmoidCrossEntropy(tf.zerosLike(fakeScore), fakeScore),
    ) as tf.Scalar;
  }, true, variables(D))!;
}

function trainG(noise: tf.Tensor) {
  return gOptimizer.minimize(() => {
    const score = gan.apply(noise, { training: true }) as tf.Tensor;
    return tf.losses.sigmoidCrossEntropy(tf.onesLike(score), score) as tf.Scalar;
  }, true, variables(G))!;
}

async function main() {
  for (let i = 0; i < 5; i++) {
    const noise = tf.randomNormal([10, 3]);
    const d = trainD(tf.randomUniform([10, 2]), noise);
    const g = trainG(noise);
    console.log(i, (await d.data())[0], (await g.data())[0]);
    tf.dispose([noise, d, g]);
  }
}
main();
