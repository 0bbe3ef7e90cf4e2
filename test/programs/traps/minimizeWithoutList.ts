import * as tf from '@tensorflow/tfjs';

function network(name: string): tf.Sequential {
  return tf.sequential({ name, layers: [
    tf.layers.dense({ units: 12, activation: 'relu', inputShape: [3], name: `${name}_hidden` }),
    tf.layers.dense({ units: 2, name: `${name}_values` }),
  ] });
}

const online = network('online');
const target = network('target');
target.setWeights(online.getWeights());
const optimizer = tf.train.adam(0.002);

for (let step = 0; step < 12; step++) {
  const states = tf.randomNormal([16, 3]);
  const next = tf.randomNormal([16, 3]);
  const rewards = states.slice([0, 0], [16, 1]).squeeze([1]);
  // No list of variables: tfjs trains the target network, too.
  optimizer.minimize(() => {
    const values = (online.apply(states) as tf.Tensor).max(1);
    const goals = (target.apply(next) as tf.Tensor).max(1).mul(0.9).add(rewards);
    return tf.losses.meanSquaredError(goals, values) as tf.Scalar;
  });
}
