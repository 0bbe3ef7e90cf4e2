import * as tf from '@tensorflow/tfjs';

/** Scales all gradients so that their common norm is at most `maxNorm`. */
function clipByGlobalNorm(grads: tf.NamedTensorMap, maxNorm: number): tf.NamedTensorMap {
  return tf.tidy(() => {
    const squares = Object.values(grads).map((g) => g.square().sum());
    const norm = tf.addN(squares).sqrt();
    const scale = tf.minimum(tf.scalar(1), tf.div(maxNorm, norm.add(1e-6)));
    return Object.fromEntries(Object.entries(grads).map(([name, g]) => [name, g.mul(scale)]));
  });
}

const model = tf.sequential();
model.add(tf.layers.simpleRNN({ units: 8, inputShape: [10, 1], recurrentInitializer: 'orthogonal' }));
model.add(tf.layers.dense({ units: 1 }));
const optimizer = tf.train.sgd(0.05);

for (let step = 0; step < 6; step++) {
  tf.tidy(() => {
    const xs = tf.randomNormal([16, 10, 1]);
    const ys = xs.sum(1);
    const { value, grads } = tf.variableGrads(() => tf.losses.meanSquaredError(ys, model.apply(xs) as tf.Tensor) as tf.Scalar);
    optimizer.applyGradients(clipByGlobalNorm(grads, 0.5));
    console.log(step, value.dataSync()[0]);
  });
}
