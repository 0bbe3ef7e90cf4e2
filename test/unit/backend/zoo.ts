/** Small models of every family that people train with tfjs, with fixed data and weights. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../../../src/trainer/backend/index.js';
import { integers, normals, sizeOf } from './numbers.js';

export interface Specimen {
  model: LayersModel;
  x: Tensor;
  y: Tensor;
  loss: string;
}

const CLASSES = 5;

function gaussian(tf: Tfjs, shape: number[], seed: number): Tensor {
  return tf.tensor(normals(sizeOf(shape), seed), shape);
}

function classes(tf: Tfjs, count: number): Tensor {
  return tf.oneHot(tf.tensor1d(integers(count, CLASSES, 2), 'int32'), CLASSES).toFloat();
}

/** A classifier on gaussian inputs: the given layers, and a softmax where they do not end in one. */
function classifier(tf: Tfjs, inputShape: number[], layers: (l: Tfjs['layers'], shape: { inputShape: number[] }) => object[]): Specimen {
  const model = tf.sequential();
  for (const layer of layers(tf.layers, { inputShape: inputShape.slice(1) })) model.add(layer as never);
  model.add(tf.layers.dense({ units: CLASSES, activation: 'softmax' }));
  return { model, x: gaussian(tf, inputShape, 1), y: classes(tf, inputShape[0]), loss: 'categoricalCrossentropy' };
}

export const zoo: Record<string, (tf: Tfjs) => Specimen> = {
  'dense layers with every activation': (tf) => classifier(tf, [32, 20], (l, shape) => [
    l.dense({ ...shape, units: 16, activation: 'relu', kernelRegularizer: tf.regularizers.l1l2({ l1: 1e-4, l2: 1e-3 }) }),
    ...(['sigmoid', 'tanh', 'elu', 'selu', 'softplus', 'softsign', 'hardSigmoid', 'relu6', 'swish', 'mish', 'linear'] as const)
      .map((activation) => l.dense({ units: 16, activation, kernelConstraint: tf.constraints.maxNorm({ maxValue: 3 }) })),
    l.leakyReLU({ alpha: 0.1 }), l.prelu(), l.elu(),
    l.dropout({ rate: 0.3, seed: 7 }), l.batchNormalization(), l.layerNormalization(),
  ]),
  'regression': (tf) => ({
    model: tf.sequential({ layers: [
      tf.layers.dense({ inputShape: [8], units: 16, activation: 'tanh' }), tf.layers.dense({ units: 1 }),
    ] }),
    x: gaussian(tf, [32, 8], 1), y: gaussian(tf, [32, 1], 3), loss: 'meanSquaredError',
  }),
  'binary classification': (tf) => ({
    model: tf.sequential({ layers: [
      tf.layers.dense({ inputShape: [8], units: 16, activation: 'relu' }), tf.layers.dense({ units: 1, activation: 'sigmoid' }),
    ] }),
    x: gaussian(tf, [32, 8], 1), y: tf.tensor(integers(32, 2, 4), [32, 1], 'float32'), loss: 'binaryCrossentropy',
  }),
  'convolutions with pooling and batch normalization': (tf) => classifier(tf, [8, 14, 14, 2], (l, shape) => [
    l.conv2d({ ...shape, filters: 8, kernelSize: 3, activation: 'relu', padding: 'same' }), l.batchNormalization(),
    l.maxPooling2d({ poolSize: 2 }), l.conv2d({ filters: 8, kernelSize: 3, strides: 2, padding: 'same' }), l.reLU(),
    l.averagePooling2d({ poolSize: 2, strides: 1 }), l.flatten(),
  ]),
  'convolutions on channels-first images': (tf) => classifier(tf, [4, 2, 9, 9], (l, shape) => [
    l.conv2d({ ...shape, filters: 4, kernelSize: 3, dataFormat: 'channelsFirst' }), l.reLU(), l.flatten(),
  ]),
  'depthwise and separable convolutions': (tf) => classifier(tf, [8, 12, 12, 3], (l, shape) => [
    l.depthwiseConv2d({ ...shape, kernelSize: 3, depthMultiplier: 2, activation: 'relu' }),
    l.separableConv2d({ filters: 8, kernelSize: 3, strides: 2, padding: 'same' }), l.globalAveragePooling2d({}),
  ]),
  'convolutions over time': (tf) => classifier(tf, [8, 20, 3], (l, shape) => [
    l.conv1d({ ...shape, filters: 8, kernelSize: 5, activation: 'relu' }), l.maxPooling1d({ poolSize: 2 }),
    l.conv1d({ filters: 4, kernelSize: 3, padding: 'same' }), l.averagePooling1d({ poolSize: 2 }), l.globalMaxPooling1d({}),
  ]),
  'convolutions over volumes': (tf) => classifier(tf, [4, 6, 6, 6, 2], (l, shape) => [
    l.conv3d({ ...shape, filters: 4, kernelSize: 3, activation: 'relu' }), l.maxPooling3d({ poolSize: 2 }), l.flatten(),
  ]),
  'an autoencoder': (tf) => ({
    model: tf.sequential({ layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }),
      tf.layers.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' }), tf.layers.upSampling2d({ size: [2, 2] }),
      tf.layers.zeroPadding2d({ padding: 1 }), tf.layers.cropping2D({ cropping: [[1, 1], [1, 1]] }),
      tf.layers.averagePooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 1, kernelSize: 3, padding: 'same', activation: 'sigmoid' }),
    ] }),
    x: gaussian(tf, [8, 8, 8, 1], 1), y: gaussian(tf, [8, 8, 8, 1], 5), loss: 'meanSquaredError',
  }),
  'a residual network': (tf) => {
    const l = tf.layers;
    const input = tf.input({ shape: [10, 10, 3] });
    let h = l.conv2d({ filters: 8, kernelSize: 3, padding: 'same' }).apply(input) as ReturnType<Tfjs['input']>;
    for (let block = 0; block < 2; block++) {
      const normalized = l.reLU().apply(l.batchNormalization().apply(h));
      h = l.add().apply([h, l.conv2d({ filters: 8, kernelSize: 3, padding: 'same' }).apply(normalized) as typeof h]) as typeof h;
    }
    const pooled = l.concatenate().apply([l.globalAveragePooling2d({}).apply(h), l.globalMaxPooling2d({}).apply(h)] as (typeof h)[]);
    const gated = l.multiply().apply(
      [l.dense({ units: 8 }).apply(pooled), l.dense({ units: 8, activation: 'sigmoid' }).apply(pooled)] as (typeof h)[]);
    const averaged = l.average().apply([gated, l.dense({ units: 8 }).apply(pooled)] as (typeof h)[]);
    const mixed = l.maximum().apply([gated, averaged] as (typeof h)[]);
    const outputs = l.dense({ units: CLASSES, activation: 'softmax' }).apply(mixed) as typeof h;
    return {
      model: tf.model({ inputs: input, outputs }),
      x: gaussian(tf, [8, 10, 10, 3], 1), y: classes(tf, 8), loss: 'categoricalCrossentropy',
    };
  },
  'attention': (tf) => {
    const l = tf.layers;
    const input = tf.input({ shape: [10, 8] });
    type Symbolic = typeof input;
    const [q, k, v] = [0, 1, 2].map(() => l.dense({ units: 8 }).apply(input) as Symbolic);
    const weights = l.softmax({ axis: -1 }).apply(l.dot({ axes: [2, 2] }).apply([q, k])) as Symbolic;
    const attended = l.dot({ axes: [2, 1] }).apply([weights, v]) as Symbolic;
    const h = l.layerNormalization().apply(l.add().apply([input, attended]));
    const repeated = l.repeatVector({ n: 2 }).apply(l.reshape({ targetShape: [80] }).apply(l.permute({ dims: [2, 1] }).apply(h)));
    const outputs = l.dense({ units: CLASSES, activation: 'softmax' }).apply(l.flatten().apply(repeated)) as Symbolic;
    return {
      model: tf.model({ inputs: input, outputs }),
      x: gaussian(tf, [8, 10, 8], 1), y: classes(tf, 8), loss: 'categoricalCrossentropy',
    };
  },
  'simple recurrence': (tf) => classifier(tf, [8, 12, 6], (l, shape) => [
    l.simpleRNN({ ...shape, units: 8, returnSequences: true }), l.simpleRNN({ units: 8 }),
  ]),
  'LSTM': (tf) => classifier(tf, [8, 12, 6], (l, shape) => [l.lstm({ ...shape, units: 8, returnSequences: true }), l.lstm({ units: 8 })]),
  'GRU': (tf) => classifier(tf, [8, 12, 6], (l, shape) => [l.gru({ ...shape, units: 8, returnSequences: true }), l.gru({ units: 8 })]),
  'bidirectional recurrence and layers per time step': (tf) => classifier(tf, [4, 8, 6], (l, shape) => [
    l.bidirectional({ ...shape, layer: l.lstm({ units: 8, returnSequences: true }) as never, mergeMode: 'concat' }),
    l.timeDistributed({ layer: l.dense({ units: 6, activation: 'tanh' }) }),
    l.bidirectional({ layer: l.gru({ units: 4 }) as never, mergeMode: 'sum' }),
  ]),
  'stacked recurrent cells': (tf) => classifier(tf, [8, 12, 6], (l, shape) => [
    l.rnn({ ...shape, cell: l.stackedRNNCells({ cells: [l.lstmCell({ units: 8 }), l.gruCell({ units: 8 })] }) as never }),
  ]),
  'convolutional LSTM': (tf) => classifier(tf, [4, 4, 6, 6, 2], (l, shape) => [
    l.convLstm2d({ ...shape, filters: 4, kernelSize: 3, padding: 'same' }), l.flatten(),
  ]),
  'an embedding': (tf) => ({
    ...classifier(tf, [8, 10], (l) => [l.embedding({ inputDim: 30, outputDim: 8, inputLength: 10 }), l.flatten()]),
    x: tf.tensor(integers(80, 30, 9), [8, 10], 'int32'),
  }),
  'a masked embedding': (tf) => ({
    ...classifier(tf, [8, 10], (l) => [l.embedding({ inputDim: 30, outputDim: 8, inputLength: 10, maskZero: true }), l.lstm({ units: 8 })]),
    x: tf.tensor(integers(80, 4, 9), [8, 10], 'int32'),
    y: tf.tensor1d([0, 1, 2, 3, 4, 0, 1, 2], 'float32'),
    loss: 'sparseCategoricalCrossentropy',
  }),
};

/** Gives the model weights that depend on nothing but their place and shape, of a size that keeps activations near 1. */
export function fixWeights(tf: Tfjs, model: LayersModel): void {
  tf.tidy(() => model.setWeights(model.getWeights().map((weight, i) => {
    const { originalName } = model.weights[i] as unknown as { originalName: string };
    if (/moving_variance|gamma/.test(originalName)) return tf.ones(weight.shape);
    const fanIn = weight.rank > 1 ? sizeOf(weight.shape.slice(0, -1)) : 1e4;
    return tf.tensor(normals(weight.size, 1000 + i, 1 / Math.sqrt(fanIn)), weight.shape);
  })));
}
