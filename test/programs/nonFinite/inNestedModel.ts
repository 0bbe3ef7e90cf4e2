import * as tf from '@tensorflow/tfjs';

/** Divides each sample by its own deviation, and by 0 where there is none. */
class Standardize extends tf.layers.Layer {
  static className = 'Standardize';

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      const { mean, variance } = tf.moments(x, 1, true);
      return x.sub(mean).div(variance.sqrt());
    });
  }
}

const inner = tf.sequential({ name: 'inner' });
inner.add(tf.layers.dense({ units: 6, inputShape: [3], useBias: false, name: 'projection' }));
inner.add(new Standardize({}));
const model = tf.sequential({ layers: [inner, tf.layers.dense({ units: 1, name: 'head' })] });
model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });

(async () => {
  for (let step = 0; step < 5; step++) {
    // The last sample of the fourth batch is all zero.
    const xs = tf.randomNormal([4, 3]).mul(tf.tensor2d([[1], [1], [1], [step === 3 ? 0 : 1]]));
    await model.trainOnBatch(xs, tf.ones([4, 1]));
  }
})();
