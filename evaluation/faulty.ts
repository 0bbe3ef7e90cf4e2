/** Programs with one known fault each, varied in depth, width, initialization, scale, optimizer and data. */
import { adam, dense, faulty, sgd, stack } from './build.js';
import type { Case, DataSpec } from './case.js';

const digits: DataSpec = { recipe: 'mnistlike', n: 400, scale: 1, flat: true };
const clusters: DataSpec = { recipe: 'blobCls', dims: 16, classes: 10, n: 400 };
const circle: DataSpec = { recipe: 'circle', n: 1000, train: 700 };
const mpg: DataSpec = { recipe: 'autompg', norm: true };

const classify = { loss: 'categoricalCrossentropy', batch: 32 } as const;

export function faultyVariations(): Case[] {
  return [
    ...[5, 8, 12].map((depth) => faulty(`sigmoid-${depth}`, 'deep sigmoid net', ['vanish', 'plateau', 'slow'], {
      ...classify, data: digits, layers: [...stack(depth, dense(32, 'sigmoid')), dense(10, 'softmax')], optimizer: sgd(0.1), epochs: 4,
    })),
    ...[0.01, 0.02].map((std) => faulty(`tanh-small-${std}`, 'tanh net with small weights', ['vanish', 'init', 'plateau', 'slow'], {
      ...classify, data: clusters, layers: [...stack(6, dense(32, 'tanh', `randomNormal(mean 0, stddev ${std})`)), dense(10, 'softmax')], optimizer: sgd(0.05), epochs: 8,
    })),
    ...[20, 30].map((depth) => faulty(`relu-glorot-${depth}`, 'deep ReLU net with Glorot initialization', ['vanish', 'init', 'plateau', 'slow', 'dead_relu'], {
      ...classify, data: digits, layers: [...stack(depth, dense(64, 'relu', 'glorotUniform')), dense(10, 'softmax')], optimizer: sgd(0.01), epochs: 3,
    })),
    ...[0.5, 1, 2].map((std) => faulty(`init-large-${std}`, 'weights much too large', ['explode', 'init', 'init_large', 'unstable', 'saturation', 'nan', 'dead_relu'], {
      ...classify, data: digits, layers: [...stack(3, dense(200, 'relu', `randomNormal(mean 0, stddev ${std})`)), dense(10, 'softmax')], optimizer: adam(0.003), epochs: 3,
    })),
    ...[2, 5].map((std) => faulty(`tanh-saturated-${std}`, 'tanh saturated by large weights', ['saturation', 'init', 'init_large', 'vanish'], {
      ...classify, data: clusters, layers: [...stack(4, dense(64, 'tanh', `randomNormal(mean 0, stddev ${std})`)), dense(10, 'softmax')], optimizer: adam(), epochs: 6,
    })),
    ...[1, 5].map((rate) => faulty(`adam-rate-${rate}`, 'Adam with a huge learning rate', ['lr_high', 'explode', 'unstable', 'nan', 'dead_relu', 'saturation', 'plateau'], {
      ...classify, data: clusters, layers: [...stack(3, dense(32, 'relu')), dense(10, 'softmax')], optimizer: adam(rate), epochs: 6,
    })),
    ...[0.5, 5].map((rate) => faulty(`sgd-rate-${rate}`, 'gradient descent that diverges', ['lr_high', 'explode', 'nan', 'unstable', 'dead_relu'], {
      data: mpg, layers: [...stack(2, dense(64, 'relu', 'heNormal')), dense(1, 'linear')], loss: 'meanSquaredError', optimizer: sgd(rate), batch: 32, epochs: 10,
    })),
    ...[1e-6, 1e-5].map((rate) => faulty(`adam-rate-${rate}`, 'Adam with a tiny learning rate', ['lr_low', 'slow', 'plateau'], {
      ...classify, data: clusters, layers: [...stack(2, dense(32, 'relu')), dense(10, 'softmax')], optimizer: adam(rate), epochs: 12,
    })),
    ...[1e-5, 1e-4].map((rate) => faulty(`sgd-rate-${rate}`, 'gradient descent with a tiny learning rate', ['lr_low', 'slow', 'plateau'], {
      ...classify, data: clusters, layers: [...stack(2, dense(32, 'relu')), dense(10, 'softmax')], optimizer: sgd(rate), epochs: 12,
    })),
    faulty('softmax-one', 'softmax over one unit', ['zero_grad', 'constant_output', 'output_activation', 'vanish'], {
      data: circle, layers: [dense(16, 'relu'), dense(1, 'softmax')], loss: 'binaryCrossentropy', optimizer: adam(0.01), batch: 32, epochs: 10,
    }),
    faulty('relu-output', 'ReLU on the output of a classifier that dies', ['output_activation', 'dead_relu', 'zero_grad', 'constant_output', 'plateau'], {
      ...classify, data: clusters, layers: [dense(16, 'relu'), dense(10, 'relu')], optimizer: adam(0.01), epochs: 10,
    }),
    faulty('sigmoid-regression', 'sigmoid output on targets from 3 to 103', ['output_range', 'saturation', 'output_activation', 'plateau', 'vanish'], {
      data: { recipe: 'parabola' }, layers: [dense(16, 'relu'), dense(1, 'sigmoid')], loss: 'meanSquaredError', optimizer: adam(0.01), batch: 32, epochs: 60,
    }),
    faulty('tanh-regression', 'tanh output on targets from 3 to 103', ['output_range', 'saturation', 'output_activation', 'plateau', 'vanish'], {
      data: { recipe: 'parabola' }, layers: [dense(16, 'relu'), dense(1, 'tanh')], loss: 'meanSquaredError', optimizer: adam(0.01), batch: 32, epochs: 60,
    }),
    faulty('hidden-softmax', 'softmax in a hidden layer', ['hidden_softmax', 'vanish', 'plateau', 'slow'], {
      ...classify, data: digits, layers: [dense(64, 'softmax'), dense(64, 'softmax'), dense(10, 'softmax')], optimizer: adam(), epochs: 5,
    }),
    faulty('double-softmax', 'softmax output under a loss on logits', ['double_softmax', 'output_activation', 'plateau', 'slow'], {
      data: clusters, layers: [dense(32, 'relu'), dense(10, 'softmax')], loss: 'softmax cross-entropy on logits', optimizer: adam(), batch: 32, epochs: 8,
    }),
    ...['zeros', 'constant(0.1)'].map((init) => faulty(`symmetry-${init.replace(/\W/g, '')}`, 'units that start alike', ['symmetry', 'zero_grad', 'constant_output', 'plateau', 'slow', 'init'], {
      ...classify, data: clusters, layers: [...stack(2, dense(32, 'tanh', init)), dense(10, 'softmax', init)], optimizer: adam(), epochs: 8,
    })),
    faulty('inputs-255', 'pixels from 0 to 255 into a sigmoid net', ['input_scale', 'saturation', 'slow', 'plateau', 'dead_relu'], {
      ...classify, data: { ...digits, scale: 255 }, layers: [dense(64, 'sigmoid'), dense(32, 'sigmoid'), dense(10, 'softmax')], optimizer: sgd(0.01), epochs: 4,
    }),
    faulty('inputs-1e4', 'inputs up to 10,000', ['input_scale', 'target_scale', 'explode', 'nan', 'lr_high', 'unstable'], {
      data: { recipe: 'lin3big' }, layers: [dense(16, 'relu'), dense(1, 'linear')], loss: 'meanSquaredError', optimizer: sgd(0.01), batch: 32, epochs: 5,
    }),
    faulty('over-l2', 'L2 of 1', ['over_reg', 'plateau', 'vanish', 'dead_relu', 'slow'], {
      ...classify, data: clusters, layers: [{ ...dense(32, 'relu'), kernelRegularizer: 'l2(1)' }, { ...dense(10, 'softmax'), kernelRegularizer: 'l2(1)' }], optimizer: adam(0.003), epochs: 12,
    }),
    faulty('over-l1', 'L1 of 0.1', ['over_reg', 'plateau', 'vanish', 'dead_relu', 'slow'], {
      ...classify, data: digits, layers: [{ ...dense(64, 'relu'), kernelRegularizer: 'l1(0.1)' }, { ...dense(10, 'softmax'), kernelRegularizer: 'l1(0.1)' }], optimizer: adam(), epochs: 8,
    }),
    faulty('nan-row', 'a NaN in the data', ['data_nan', 'nan', 'explode'], {
      ...classify, data: { ...clusters, nan: 100 }, layers: [dense(32, 'relu'), dense(10, 'softmax')], optimizer: adam(), epochs: 5,
    }),
    faulty('sum-loss', 'a loss that sums over a batch of 256', ['loss_reduction', 'lr_high', 'explode', 'nan', 'unstable'], {
      data: { recipe: 'tmreg', n: 512, dims: 8 }, layers: [dense(32, 'relu'), dense(1, 'linear')], loss: 'SUM of squared errors (no mean)', optimizer: sgd(0.01), batch: 256, epochs: 20,
    }),
    faulty('dead-bias', 'ReLU units pushed below zero by their bias', ['dead_relu', 'zero_grad', 'plateau', 'constant_output', 'init'], {
      ...classify, data: { ...digits, n: 300 }, layers: [{ ...dense(64, 'relu'), biasInitializer: 'constant(-10)' }, dense(10, 'softmax')], optimizer: adam(), epochs: 5,
    }),
    ...[100, 200].map((steps) => faulty(`rnn-${steps}`, 'a plain recurrent layer on long sequences', ['vanish', 'explode', 'plateau', 'slow', 'nan'], {
      data: { recipe: 'seqFirst', n: 128, steps, target: 'sign' }, layers: [{ type: 'simpleRNN', units: 16, recurrentInitializer: 'glorotNormal' }, dense(1, 'sigmoid')], loss: 'binaryCrossentropy', optimizer: adam(), batch: 32, epochs: 6,
    })),
    faulty('rnn-exploding', 'a recurrent layer with large recurrent weights', ['explode', 'nan', 'unstable', 'lr_high', 'saturation', 'init_large'], {
      data: { recipe: 'seqFirst', n: 128, steps: 40, target: 'value' }, layers: [{ type: 'simpleRNN', units: 16, activation: 'linear', recurrentInitializer: 'randomNormal(mean 0, stddev 0.5)' }, dense(1, 'linear')], loss: 'meanSquaredError', optimizer: sgd(0.01), batch: 32, epochs: 6,
    }),
  ];
}
