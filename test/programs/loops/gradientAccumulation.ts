import * as tf from '@tensorflow/tfjs';

const ACCUMULATE = 3;
const model = tf.sequential();
model.add(tf.layers.dense({ units: 6, inputShape: [4], activation: 'relu', kernelInitializer: 'heNormal' }));
model.add(tf.layers.dense({ units: 1 }));
const optimizer = tf.train.adam(0.01);

let sums: Record<string, tf.Tensor> = {};
for (let i = 1; i <= 9; i++) {
  const xs = tf.randomNormal([8, 4]);
  const { value, grads } = optimizer.computeGradients(
    () => tf.losses.meanSquaredError(xs.mean(1, true), model.apply(xs) as tf.Tensor) as tf.Scalar);
  for (const [name, grad] of Object.entries(grads)) {
    const sum = sums[name];
    sums[name] = sum ? tf.add(sum, grad) : grad.clone();
    sum?.dispose();
  }
  tf.dispose([value, grads, xs]);
  if (i % ACCUMULATE === 0) {
    optimizer.applyGradients(Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum.div(ACCUMULATE)])));
    tf.dispose(sums);
    sums = {};
  }
}
