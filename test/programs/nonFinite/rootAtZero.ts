import * as tf from '@tensorflow/tfjs';

// The distance of a point to itself: sqrt(0) is fine, its gradient is not.
const embed = tf.sequential({ layers: [
  tf.layers.dense({ units: 8, inputShape: [3], activation: 'tanh', name: 'hidden' }),
  tf.layers.dense({ units: 2, name: 'embedding' }),
] });
const optimizer = tf.train.sgd(0.01);

for (let step = 0; step < 4; step++) {
  const anchors = tf.randomNormal([6, 3]);
  const others = step < 2 ? tf.randomNormal([6, 3]) : anchors;
  optimizer.minimize(() => {
    const difference = (embed.apply(anchors) as tf.Tensor).sub(embed.apply(others) as tf.Tensor);
    return difference.square().sum(1).sqrt().mean() as tf.Scalar;
  });
}
