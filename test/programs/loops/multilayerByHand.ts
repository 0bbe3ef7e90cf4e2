import * as tf from '@tensorflow/tfjs';

/** A two-layer net out of variables, with gradient descent written out: no optimizer. */
class Net {
  w1 = tf.variable(tf.randomNormal([3, 8], 0, 0.5), true, 'w1');
  b1 = tf.variable(tf.zeros([8]), true, 'b1');
  w2 = tf.variable(tf.randomNormal([8, 1], 0, 0.5), true, 'w2');
  scale = tf.variable(tf.scalar(1), false, 'scale');

  forward(x: tf.Tensor2D): tf.Tensor2D {
    return x.matMul(this.w1 as unknown as tf.Tensor2D).add(this.b1).tanh().matMul(this.w2 as unknown as tf.Tensor2D).mul(this.scale);
  }
}

const net = new Net();
const x = tf.randomNormal([24, 3]) as tf.Tensor2D;
const y = x.sum(1, true).tanh();
const RATE = 0.05;

for (let i = 0; i < 8; i++) {
  const { grads, value } = tf.variableGrads(() => tf.losses.meanSquaredError(y, net.forward(x)) as tf.Scalar);
  for (const variable of [net.w1, net.b1, net.w2]) {
    const next = tf.tidy(() => variable.sub(grads[variable.name]!.mul(RATE)));
    variable.assign(next as never);
    next.dispose();
  }
  console.log(value.dataSync()[0]);
  tf.dispose([grads, value]);
}
