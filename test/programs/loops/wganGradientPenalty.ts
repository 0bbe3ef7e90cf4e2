import * as tf from '@tensorflow/tfjs';

const BATCH = 8;
const LAMBDA = 10;

const generator = tf.sequential({ name: 'generator' });
generator.add(tf.layers.dense({ units: 8, inputShape: [2], activation: 'tanh' }));
generator.add(tf.layers.dense({ units: 3, name: 'sample' }));

const critic = tf.sequential({ name: 'critic' });
critic.add(tf.layers.dense({ units: 8, inputShape: [3], activation: 'softplus' }));
critic.add(tf.layers.dense({ units: 1, name: 'score', useBias: false }));

const score = (x: tf.Tensor) => critic.apply(x) as tf.Tensor2D;
const vars = (m: tf.LayersModel) => m.trainableWeights.map((w) => w.read() as tf.Variable);

/** (|d critic / d x| - 1)^2 between real and made: a gradient inside of the loss. */
function gradientPenalty(real: tf.Tensor, fake: tf.Tensor): tf.Tensor {
  const epsilon = tf.randomUniform([BATCH, 1]);
  const between = real.mul(epsilon).add(fake.mul(tf.sub(1, epsilon)));
  const gradient = tf.grad((x: tf.Tensor) => score(x).sum())(between);
  const norm = gradient.square().sum(1).add(1e-12).sqrt();
  return norm.sub(1).square().mean().mul(LAMBDA);
}

const criticOptimizer = tf.train.adam(1e-3, 0, 0.9);
const generatorOptimizer = tf.train.adam(1e-3, 0, 0.9);

for (let round = 0; round < 3; round++) {
  for (let k = 0; k < 2; k++) {
    const cost = criticOptimizer.minimize(() => {
      const real = tf.randomNormal([BATCH, 3], 1);
      const fake = generator.apply(tf.randomNormal([BATCH, 2])) as tf.Tensor;
      return score(fake).mean().sub(score(real).mean()).add(gradientPenalty(real, fake)).asScalar();
    }, true, vars(critic))!;
    console.log(`critic ${cost.arraySync()}`);
    cost.dispose();
  }
  generatorOptimizer.minimize(
    () => score(generator.apply(tf.randomNormal([BATCH, 2])) as tf.Tensor).mean().neg().asScalar(), false, vars(generator));
}
