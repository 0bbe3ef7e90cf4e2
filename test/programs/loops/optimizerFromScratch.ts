import * as tf from '@tensorflow/tfjs';

/** An optimizer from scratch: sign descent. */
class SignDescent extends tf.Optimizer {
  static className = 'SignDescent';

  constructor(public learningRate: number) {
    super();
  }

  override applyGradients(gradients: any): void {
    const entries: [string, tf.Tensor][] = Array.isArray(gradients) ? gradients.map(({ name, tensor }) => [name, tensor]) : Object.entries(gradients);
    for (const [name, gradient] of entries) {
      const variable = tf.engine().registeredVariables[name]!;
      tf.tidy(() => variable.assign(variable.sub(gradient.sign().mul(this.learningRate))));
    }
    this.incrementIterations();
  }

  override getConfig() {
    return { learningRate: this.learningRate };
  }
}

const model = tf.sequential({ layers: [
  tf.layers.dense({ units: 8, activation: 'sigmoid', inputShape: [3] }),
  tf.layers.dense({ units: 1 }),
] });
const optimizer = new SignDescent(0.005);
const xs = tf.randomNormal([32, 3]);
const ys = xs.prod(1, true);
for (let i = 0; i < 6; i++) optimizer.minimize(() => tf.losses.absoluteDifference(ys, model.predict(xs) as tf.Tensor) as tf.Scalar);
