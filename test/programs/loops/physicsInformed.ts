import * as tf from '@tensorflow/tfjs';

// Solves u'(t) = -u(t), u(0) = 1: the derivative of the network with respect to its input stands in the loss.
const u = tf.sequential();
u.add(tf.layers.dense({ units: 12, activation: 'tanh', inputShape: [1] }));
u.add(tf.layers.dense({ units: 12, activation: 'tanh' }));
u.add(tf.layers.dense({ units: 1 }));

const times = tf.linspace(0, 2, 20).reshape([20, 1]);
const zero = tf.zeros([1, 1]);
const optimizer = tf.train.adam(0.01);

const residualLoss = (): tf.Scalar => {
  const value = (t: tf.Tensor) => u.apply(t) as tf.Tensor;
  const { value: ut, grad: dudt } = { value: value(times), grad: tf.grad((t: tf.Tensor) => value(t).sum())(times) };
  const residual = dudt.add(ut).square().mean();
  const initial = value(zero).sub(1).square().mean();
  return residual.add(initial) as tf.Scalar;
};

for (let i = 0; i < 10; i++) {
  const loss = optimizer.minimize(residualLoss, true)!;
  console.log(`${i}: ${loss.dataSync()[0]!.toExponential(3)}`);
  loss.dispose();
}
