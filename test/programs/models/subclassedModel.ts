import * as tf from '@tensorflow/tfjs';

/** Keras style: layers in the constructor, the graph handed to the base class, a step of its own beside `fit`. */
class Classifier extends tf.LayersModel {
  static override readonly className: string = 'Classifier';
  readonly hiddenUnits: number;

  constructor(features: number, hiddenUnits: number, classes: number) {
    const inputs = tf.input({ shape: [features] });
    const hidden = tf.layers.dense({ units: hiddenUnits, activation: 'elu' }).apply(inputs);
    const logits = tf.layers.dense({ units: classes, useBias: false }).apply(hidden) as tf.SymbolicTensor;
    super({ inputs, outputs: logits, name: 'classifier' });
    this.hiddenUnits = hiddenUnits;
  }

  trainStep(optimizer: tf.Optimizer, xs: tf.Tensor, labels: tf.Tensor1D): number {
    const cost = optimizer.minimize(() => {
      const logits = this.apply(xs, { training: true }) as tf.Tensor2D;
      return tf.losses.softmaxCrossEntropy(tf.oneHot(labels, logits.shape[1]), logits) as tf.Scalar;
    }, true)!;
    const value = cost.dataSync()[0]!;
    cost.dispose();
    return value;
  }
}

const net = new Classifier(5, 10, 4);
const optimizer = tf.train.momentum(0.1, 0.9);
const xs = tf.randomNormal([32, 5]);
const labels = xs.slice([0, 0], [32, 4]).argMax(1) as tf.Tensor1D;
for (let i = 0; i < 8; i++) console.log(i, net.trainStep(optimizer, xs, labels));
