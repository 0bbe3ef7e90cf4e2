import * as tf from '@tensorflow/tfjs';

// Polynomial regression, from the first tutorial: no layer at all.
const a = tf.variable(tf.scalar(Math.random()));
const b = tf.variable(tf.scalar(Math.random()));
const c = tf.scalar(Math.random()).variable();
const coefficients = [1, 2].map((i) => tf.variable(tf.scalar(0.1 * i), true, `higher${i}`));

const optimizer = tf.train.sgd(0.1);

function predict(x: tf.Tensor1D): tf.Tensor1D {
  return tf.tidy(() => {
    const low = a.mul(x.square()).add(b.mul(x)).add(c);
    return coefficients.reduce((sum: tf.Tensor, k, i) => sum.add(k.mul(x.pow(3 + i))), low) as tf.Tensor1D;
  });
}

const xs = tf.linspace(-1, 1, 40);
const ys = xs.square().mul(2).sub(xs).add(0.5) as tf.Tensor1D;

async function train(iterations: number) {
  for (let i = 0; i < iterations; i++) {
    optimizer.minimize(() => predict(xs).sub(ys).square().mean() as tf.Scalar);
    await tf.nextFrame();
  }
}

train(12).then(() => console.log('a', a.dataSync()[0], 'b', b.dataSync()[0]));
