import * as tf from '@tensorflow/tfjs';
import type { Shape, Kwargs } from './types';

/** y = x W + b, and a gate that lets the input through. */
class Highway extends tf.layers.Layer {
  static className = 'Highway';
  private gate!: tf.LayerVariable;
  private kernel!: tf.LayerVariable;

  override build(inputShape: Shape | Shape[]): void {
    const dim = (inputShape as Shape).at(-1)!;
    this.gate = this.addWeight('gate', [dim, dim], 'float32', tf.initializers.glorotUniform({}));
    this.kernel = this.addWeight('kernel', [dim, dim], 'float32', tf.initializers.heNormal({}));
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], _kwargs: Kwargs): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      const open = tf.sigmoid(tf.matMul(x as tf.Tensor2D, this.gate.read() as tf.Tensor2D));
      const changed = tf.relu(tf.matMul(x as tf.Tensor2D, this.kernel.read() as tf.Tensor2D));
      return open.mul(changed).add(tf.sub(1, open).mul(x));
    });
  }
}
tf.serialization.registerClass(Highway);

/** Holds another layer, which it calls itself. */
class Residual extends tf.layers.Layer {
  static className = 'Residual';
  private readonly inner: tf.layers.Layer;

  constructor(units: number) {
    super({});
    this.inner = tf.layers.dense({ units, activation: 'tanh' });
  }

  override build(inputShape: Shape | Shape[]): void {
    this.inner.build(inputShape);
    // tfjs trains only the weights that a layer calls its own.
    this.trainableWeights = this.inner.trainableWeights;
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return x.add(this.inner.apply(x) as tf.Tensor);
  }
}

async function main() {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 12, inputShape: [4] }));
  for (let i = 0; i < 2; i++) model.add(new Highway({}));
  model.add(new Residual(12));
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ optimizer: tf.train.adam(), loss: tf.losses.meanSquaredError });
  const xs = tf.randomNormal([64, 4]);
  await model.fit(xs, xs.square().sum(1, true), { epochs: 2, batchSize: 16, verbose: 0 });
}

void main();
