import * as tf from '@tensorflow/tfjs';
import { Tensor } from '@tensorflow/tfjs-core';
import { ENGINE } from '@tensorflow/tfjs-core/dist/engine';
import { assertShapesMatch } from '@tensorflow/tfjs-core/dist/util_base.js';
import * as K from '@tensorflow/tfjs-layers/dist/backend/tfjs_backend';
import { Dense } from '@tensorflow/tfjs-layers/dist/layers/core';
import { getExactlyOneShape, getExactlyOneTensor } from '@tensorflow/tfjs-layers/dist/utils/types_utils';

/** Turns the features, at first not at all. */
class Rotation extends tf.layers.Layer {
  static className = 'Rotation';
  private matrix!: ReturnType<Rotation['addWeight']>;

  build(inputShape: tf.Shape | tf.Shape[]): void {
    const width = getExactlyOneShape(inputShape).at(-1)!;
    this.matrix = this.addWeight('matrix', [width, width], 'float32', tf.initializers.identity({}));
  }

  call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => K.dot(getExactlyOneTensor(inputs), this.matrix.read()));
  }
}

const model = tf.sequential();
model.add(new Dense({ units: 8, activation: 'tanh', inputShape: [2] }));
model.add(new Rotation());
model.add(new Dense({ units: 1 }));
model.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });

const xs = tf.randomUniform([64, 2], -1, 1);
const ys = xs.sum(1, true);
assertShapesMatch(xs.sum(1, true).shape, ys.shape, 'targets: ');
console.log('one engine', ENGINE === tf.engine(), model.layers[0] instanceof tf.layers.Layer);
await model.fit(xs, ys, { epochs: 4, batchSize: 16, verbose: 0 });
