/** Sound programs of many kinds, on which nothing may be flagged: the bar is 1 run in 60. */
import { adam, dense, healthy, sgd, stack } from './build.js';
import type { Case, DataSpec, LayerSpec } from './case.js';

const digits: DataSpec = { recipe: 'mnistlike', n: 600, scale: 1, flat: true };
const images: DataSpec = { recipe: 'mnistlike', n: 200, scale: 1, flat: false };
const clusters: DataSpec = { recipe: 'blobCls', dims: 16, classes: 10, n: 400 };
const circle: DataSpec = { recipe: 'circle', n: 1000, train: 700, factor: 0.5 };
const mpg: DataSpec = { recipe: 'autompg', norm: true };
const smooth: DataSpec = { recipe: 'tmreg', n: 400, dims: 8 };
const absolute: DataSpec = { recipe: 'absx' };
const iris: DataSpec = { recipe: 'file', key: 'iris', onehot: 3, scaleX: true };

export function healthyVariations(): Case[] {
  return [
    ...[1, 2, 4, 8].map((depth) => healthy(`relu-he-${depth}`, 'depth of a ReLU net with He initialization', {
      data: digits, layers: [...stack(depth, dense(64, 'relu', 'heNormal')), dense(10, 'softmax')], loss: 'categoricalCrossentropy', optimizer: adam(), batch: 32, epochs: 4,
    })),
    ...[16, 256].map((width) => healthy(`relu-wide-${width}`, 'width', {
      data: digits, layers: [...stack(2, dense(width, 'relu')), dense(10, 'softmax')], loss: 'categoricalCrossentropy', optimizer: adam(), batch: 32, epochs: 4,
    })),
    ...[2, 5].map((depth) => healthy(`tanh-${depth}`, 'depth of a tanh net with Glorot initialization', {
      data: clusters, layers: [...stack(depth, dense(32, 'tanh', 'glorotNormal')), dense(10, 'softmax')], loss: 'categoricalCrossentropy', optimizer: adam(0.003), batch: 16, epochs: 10,
    })),
    ...['elu', 'selu', 'softplus', 'swish', 'relu6'].map((activation) => healthy(`activation-${activation}`, 'activation', {
      data: clusters, layers: [...stack(2, dense(32, activation)), dense(10, 'softmax')], loss: 'categoricalCrossentropy', optimizer: adam(0.003), batch: 16, epochs: 10,
    })),
    healthy('sigmoid-shallow', 'one sigmoid layer', {
      data: clusters, layers: [dense(32, 'sigmoid'), dense(10, 'softmax')], loss: 'categoricalCrossentropy', optimizer: adam(0.01), batch: 16, epochs: 10,
    }),
    healthy('logistic', 'no hidden layer', {
      data: clusters, layers: [dense(10, 'softmax')], loss: 'categoricalCrossentropy', optimizer: sgd(0.1), batch: 16, epochs: 10,
    }),
    healthy('linear-regression', 'no hidden layer', {
      data: mpg, layers: [dense(1, 'linear')], loss: 'meanSquaredError', optimizer: sgd(0.05), batch: 32, epochs: 30,
    }),
    healthy('binary', 'sigmoid output on a circle', {
      data: circle, layers: [...stack(2, dense(16, 'relu')), dense(1, 'sigmoid')], loss: 'binaryCrossentropy', optimizer: adam(0.01), batch: 32, epochs: 20,
    }),
    healthy('binary-tanh', 'tanh on a circle', {
      data: circle, layers: [...stack(3, dense(8, 'tanh')), dense(1, 'sigmoid')], loss: 'binaryCrossentropy', optimizer: adam(0.01), batch: 64, epochs: 30,
    }),
    healthy('logits', 'softmax cross-entropy on logits', {
      data: digits, layers: [dense(64, 'relu'), dense(10, 'linear')], loss: 'softmax cross-entropy on logits', optimizer: adam(), batch: 32, epochs: 4,
    }),
    ...([['momentum', sgd(0.05, 0.9)], ['rmsprop', { name: 'RMSprop', learningRate: 0.001 }], ['adagrad', { name: 'Adagrad', learningRate: 0.05 }],
      ['adamax', { name: 'Adamax', learningRate: 0.002 }], ['sgd', sgd(0.1)]] as const).map(([name, optimizer]) => healthy(`optimizer-${name}`, 'optimizer', {
      data: clusters, layers: [...stack(2, dense(32, 'relu')), dense(10, 'softmax')], loss: 'categoricalCrossentropy', optimizer, batch: 16, epochs: 12,
    })),
    ...[4, 100, 400].map((batch) => healthy(`batch-${batch}`, 'batch size', {
      data: clusters, layers: [dense(32, 'relu'), dense(10, 'softmax')], loss: 'categoricalCrossentropy', optimizer: adam(batch === 400 ? 0.02 : 0.003), batch, epochs: batch === 400 ? 60 : 8,
    })),
    healthy('regression-relu', 'regression', {
      data: mpg, layers: [...stack(2, dense(64, 'relu', 'heNormal')), dense(1, 'linear')], loss: 'meanSquaredError', optimizer: adam(), batch: 32, epochs: 30,
    }),
    healthy('regression-tanh', 'regression of a smooth function', {
      data: smooth, layers: [...stack(2, dense(32, 'tanh')), dense(1, 'linear')], loss: 'meanSquaredError', optimizer: adam(0.003), batch: 32, epochs: 40,
    }),
    healthy('regression-mae', 'mean absolute error', {
      data: absolute, layers: [...stack(2, dense(16, 'relu')), dense(1, 'linear')], loss: 'meanAbsoluteError', optimizer: adam(0.005), batch: 32, epochs: 20,
    }),
    healthy('l2', 'mild L2 regularization', {
      data: clusters, layers: [{ ...dense(64, 'relu'), kernelRegularizer: 'l2(0.0005)' }, dense(10, 'softmax')], loss: 'categoricalCrossentropy', optimizer: adam(0.003), batch: 16, epochs: 10,
    }),
    healthy('dropout', 'dropout', {
      data: digits, layers: [dense(128, 'relu'), { type: 'dropout', rate: 0.3 }, dense(64, 'relu'), { type: 'dropout', rate: 0.3 }, dense(10, 'softmax')], loss: 'categoricalCrossentropy', optimizer: adam(), batch: 32, epochs: 5,
    }),
    healthy('batch-norm', 'batch normalization in a deep net', {
      data: digits, layers: [...Array.from({ length: 6 }, (): LayerSpec[] => [dense(64, 'relu'), { type: 'batchNormalization' }]).flat(), dense(10, 'softmax')], loss: 'categoricalCrossentropy', optimizer: adam(), batch: 32, epochs: 4,
    }),
    healthy('cnn', 'a small convolutional net', {
      data: images, layers: [
        { type: 'conv2d', filters: 8, kernelSize: 3, activation: 'relu' }, { type: 'maxPooling2d' },
        { type: 'conv2d', filters: 16, kernelSize: 3, activation: 'relu' }, { type: 'maxPooling2d' }, { type: 'flatten' }, dense(10, 'softmax'),
      ], loss: 'categoricalCrossentropy', optimizer: adam(0.003), batch: 20, epochs: 4,
    }),
    ...(['simpleRNN', 'lstm', 'gru'] as const).map((type) => healthy(`${type.toLowerCase()}-short`, 'a recurrent layer on short sequences', {
      data: { recipe: 'seqFirst', n: 256, steps: 6, target: 'sign' }, layers: [{ type, units: 16 }, dense(1, 'sigmoid')], loss: 'binaryCrossentropy', optimizer: adam(0.01), batch: 32, epochs: 12,
    })),
    healthy('iris', 'a very small data set', {
      data: iris, layers: [dense(10, 'relu'), dense(3, 'softmax')], loss: 'categoricalCrossentropy', optimizer: adam(0.01), batch: 16, epochs: 30,
    }),
    healthy('autoencoder-bits', 'an autoencoder of bits', {
      data: { recipe: 'bits8', shuffle: false }, layers: [dense(16, 'relu'), dense(8, 'sigmoid')], loss: 'binaryCrossentropy', optimizer: adam(0.01), batch: 32, epochs: 40,
    }),
    healthy('words', 'sparse inputs, many classes', {
      data: { recipe: 'bow', n: 600 }, layers: [dense(64, 'relu'), dense(46, 'softmax')], loss: 'categoricalCrossentropy', optimizer: adam(0.003), batch: 32, epochs: 8,
    }),
    healthy('converged', 'trained far beyond convergence', {
      data: { recipe: 'twoBoxes', n: 100 }, layers: [dense(16, 'relu'), dense(2, 'softmax')], loss: 'categoricalCrossentropy', optimizer: adam(0.02), batch: 20, epochs: 150,
    }),
    healthy('xor', 'XOR with enough units', {
      data: { recipe: 'xor4' }, layers: [dense(16, 'tanh'), dense(1, 'sigmoid')], loss: 'binaryCrossentropy', optimizer: adam(0.05), batch: 4, epochs: 200,
    }),
  ];
}
