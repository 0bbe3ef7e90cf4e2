import * as tf from '@tensorflow/tfjs';

/** Holds its layers as properties and calls them itself: no graph at all. */
class Net {
  private readonly hidden = tf.layers.dense({ units: 10, activation: 'tanh' });
  private readonly norm = tf.layers.layerNormalization();
  private readonly out: tf.layers.Layer;

  constructor(readonly inputs: number, outputs = 1) {
    this.out = tf.layers.dense({ units: outputs });
    // Weights exist from the first call on.
    tf.tidy(() => this.call(tf.zeros([1, inputs])));
  }

  call(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => this.out.apply(this.norm.apply(this.hidden.apply(x))) as tf.Tensor);
  }
}

const net = new Net(3);
const optimizer = tf.train.adam(0.02);
for (let step = 0; step < 10; step++) {
  const cost = optimizer.minimize(() => {
    const xs = tf.randomNormal([16, 3]);
    return tf.losses.meanSquaredError(xs.sum(1, true), net.call(xs)) as tf.Scalar;
  }, true);
  console.log(step, cost?.dataSync()[0]);
}
