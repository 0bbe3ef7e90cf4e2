import * as tf from '@tensorflow/tfjs';

/** Rounds forward, lets the gradient through (straight-through estimator), and reverses it where domains compete. */
const straightThrough = tf.customGrad((x, save) => {
  (save as tf.GradSaveFunc)([x as tf.Tensor]);
  return { value: (x as tf.Tensor).round(), gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => dy.mul(saved!.abs().lessEqual(1)) };
});
const reverse = tf.customGrad((x) => ({ value: (x as tf.Tensor).clone(), gradFunc: (dy: tf.Tensor) => dy.mul(-0.5) }));

const features = tf.layers.dense({ units: 6, activation: 'tanh', inputShape: [4], name: 'features' });
const label = tf.layers.dense({ units: 1, name: 'label' });
const domain = tf.layers.dense({ units: 1, name: 'domain' });

features.build([null, 4]);
for (const head of [label, domain]) head.build([null, 6]);

const xs = tf.randomNormal([20, 4]);
const ys = xs.sum(1, true).greater(0).toFloat();
const source = tf.concat([tf.zeros([10, 1]), tf.ones([10, 1])]);
const optimizer = tf.train.adam(0.02);

for (let step = 0; step < 6; step++) {
  optimizer.minimize(() => {
    const f = features.apply(xs) as tf.Tensor;
    const labelLoss = tf.losses.sigmoidCrossEntropy(ys, label.apply(straightThrough(f)) as tf.Tensor);
    const domainLoss = tf.losses.sigmoidCrossEntropy(source, domain.apply(reverse(f)) as tf.Tensor);
    return labelLoss.add(domainLoss) as tf.Scalar;
  });
}
