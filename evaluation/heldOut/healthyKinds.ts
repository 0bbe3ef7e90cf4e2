/** Sound programs of other kinds: images, sequences, words, other losses, regularization, hard data. */
import { adam, classifier, data, dense, healthy, regression, sgd, stack } from '../build.js';
import type { Case, LayerSpec } from '../case.js';

const groups = data('groups');
const linear = dense(1, 'linear');
const conv = (filters: number, more: Partial<LayerSpec> = {}): LayerSpec => ({ type: 'conv2d', filters, kernelSize: 3, activation: 'relu', ...more });

export function healthyKinds(): Case[] {
  return [...images(), ...sequences(), ...losses(), ...regularized(), ...hardData()];
}

function images(): Case[] {
  const bars = data('bars');
  const head: LayerSpec[] = [{ type: 'flatten' }, dense(3, 'softmax')];
  const nets: [string, LayerSpec[]][] = [
    ['one', [conv(8), ...head]], ['two-pool', [conv(8), { type: 'maxPooling2d' }, conv(16), ...head]],
    ['average', [conv(8), { type: 'averagePooling2d' }, ...head]], ['stride', [conv(8, { strides: 2 }), conv(16), ...head]],
    ['global', [conv(12), conv(24), { type: 'globalAveragePooling2d' }, dense(3, 'softmax')]],
    ['four', [conv(8, { kernelInitializer: 'heNormal' }), conv(8, { kernelInitializer: 'heNormal' }), conv(8, { kernelInitializer: 'heNormal' }), conv(8, { kernelInitializer: 'heNormal' }), ...head]],
    ['batch-norm', [conv(8, { activation: 'linear' }), { type: 'batchNormalization' }, conv(8), ...head]],
    ['dropout', [conv(8), { type: 'flatten' }, dense(32, 'relu'), { type: 'dropout', rate: 0.5 }, dense(3, 'softmax')]],
    ['tanh', [conv(8, { activation: 'tanh' }), ...head]],
    ['raw-batch-norm', [{ type: 'batchNormalization' }, conv(8), ...head]],
  ];
  return nets.map(([name, layers]) => healthy(`cnn-${name}`, 'a convolutional net', classifier(name === 'raw-batch-norm' ? data('bars', { scale: 255 }) : bars, layers, adam(0.005), name === 'global' ? 20 : 10, 20)));
}

function sequences(): Case[] {
  const binary = (id: string, layers: LayerSpec[], size: number, epochs = 12): Case => healthy(id, 'a recurrent net', {
    data: data('levels', { size }), layers: [...layers, dense(1, 'sigmoid')], loss: 'binaryCrossentropy', optimizer: adam(0.005), batch: 24, epochs,
  });
  const kinds = ['simpleRNN', 'lstm', 'gru'] as const;
  const words = data('words');
  const embedding: LayerSpec = { type: 'embedding', inputDim: 60, outputDim: 8 };
  return [
    ...kinds.flatMap((type) => [4, 12, 24].map((size) => binary(`${type}-${size}`, [{ type, units: 12 }], size))),
    ...kinds.map((type) => binary(`${type}-stacked`, [{ type, units: 8, returnSequences: true }, { type, units: 8 }], 8)),
    binary('lstm-both-ways', [{ type: 'lstm', units: 8, bidirectional: true }], 8),
    binary('gru-then-dense', [{ type: 'gru', units: 12 }, dense(12, 'relu')], 10),
    binary('lstm-averaged', [{ type: 'lstm', units: 8, returnSequences: true }, { type: 'globalAveragePooling1d' }], 12),
    healthy('conv1d', 'a net over time', classifier(data('waves'), [{ type: 'conv1d', filters: 12, kernelSize: 5, activation: 'relu' }, { type: 'globalAveragePooling1d' }, dense(3, 'softmax')], adam(0.01), 12, 24)),
    healthy('conv1d-deep', 'a net over time', classifier(data('waves'), [...stack(3, { type: 'conv1d', filters: 12, kernelSize: 3, activation: 'relu' } as LayerSpec), { type: 'flatten' }, dense(3, 'softmax')], adam(0.003), 10, 24)),
    healthy('embedding', 'words', classifier(words, [embedding, { type: 'globalAveragePooling1d' }, dense(3, 'softmax')], adam(0.02), 15)),
    healthy('embedding-dense', 'words', classifier(words, [embedding, { type: 'flatten' }, dense(16, 'relu'), dense(3, 'softmax')], adam(0.005), 12)),
    healthy('embedding-lstm', 'words', classifier(words, [embedding, { type: 'lstm', units: 12 }, dense(3, 'softmax')], adam(0.01), 10)),
  ];
}

function losses(): Case[] {
  const two = data('rare', { share: 0.5 });
  return [
    healthy('sparse', 'labels as numbers', { ...classifier(data('groups', { labels: 'number' }), [dense(24, 'relu'), dense(5, 'softmax')], adam(0.005), 12), loss: 'sparseCategoricalCrossentropy' }),
    healthy('binary-logits', 'sigmoid cross-entropy on logits', { data: two, layers: [dense(16, 'relu'), linear], loss: 'sigmoid cross-entropy on logits', optimizer: adam(0.01), batch: 32, epochs: 12 }),
    healthy('softmax-logits', 'softmax cross-entropy on logits', { ...classifier(groups, [dense(24, 'tanh'), dense(5, 'linear')], adam(0.005), 12), loss: 'softmax cross-entropy on logits' }),
    healthy('hinge', 'hinge loss', { data: data('rare', { share: 0.5, labels: 'sign' }), layers: [dense(16, 'relu'), dense(1, 'tanh')], loss: 'hinge', optimizer: adam(0.005), batch: 32, epochs: 14 }),
    healthy('hinge-linear', 'hinge loss', { data: data('rare', { share: 0.5, labels: 'sign' }), layers: [dense(16, 'relu'), linear], loss: 'hinge', optimizer: adam(0.005), batch: 32, epochs: 14 }),
    healthy('squared-labels', 'a squared loss on labels', { data: two, layers: [dense(16, 'relu'), dense(1, 'sigmoid')], loss: 'meanSquaredError', optimizer: adam(0.01), batch: 32, epochs: 14 }),
    healthy('squared-one-hot', 'a squared loss on one-hot labels', { ...classifier(groups, [dense(24, 'relu'), dense(5, 'softmax')], adam(0.005), 14), loss: 'meanSquaredError' }),
    healthy('kullback-leibler', 'Kullback-Leibler divergence', { ...classifier(groups, [dense(24, 'relu'), dense(5, 'softmax')], adam(0.005), 12), loss: 'kullbackLeiblerDivergence' }),
    healthy('cosine', 'a loss below zero', { data: data('lowRank'), layers: [dense(16, 'tanh'), dense(12, 'linear')], loss: 'cosineProximity', optimizer: adam(0.003), batch: 32, epochs: 12 }),
    healthy('absolute', 'absolute loss', { ...regression(data('plane'), [dense(24, 'relu'), linear], adam(0.005), 16), loss: 'meanAbsoluteError' }),
    healthy('huber', 'Huber loss', { ...regression(data('plane'), [dense(24, 'relu'), linear], adam(0.005), 16), loss: 'Huber loss' }),
    healthy('multi-label', 'sigmoid outputs of several labels', { ...classifier(groups, [dense(24, 'relu'), dense(5, 'sigmoid')], adam(0.005), 14), loss: 'binaryCrossentropy' }),
    healthy('sum-small-rate', 'a sum as the loss, with a rate for it', { ...regression(data('plane'), [linear], sgd(0.001), 16), loss: 'SUM of squared errors' }),
    healthy('softplus-counts', 'softplus output on positive targets', regression(data('plane', { targetShift: 4, targetScale: 0.8 }), [dense(24, 'relu'), dense(1, 'softplus')], adam(0.01), 20)),
    healthy('relu-output-positive', 'ReLU output on positive targets', regression(data('plane', { targetShift: 4, targetScale: 0.8 }), [dense(24, 'relu'), { ...dense(1, 'relu'), biasInitializer: 'constant(1)' }], adam(0.01), 20)),
    healthy('tanh-output', 'tanh output on targets within its range', regression(data('plane', { targetScale: 0.2 }), [dense(24, 'relu'), dense(1, 'tanh')], adam(0.005), 20)),
    healthy('autoencoder', 'an autoencoder', regression(data('lowRank'), [dense(8, 'tanh'), dense(3, 'linear'), dense(8, 'tanh'), dense(12, 'linear')], adam(0.01), 25)),
    healthy('autoencoder-dark', 'an autoencoder of images with dark pixels', { data: data('darkImages'), layers: [dense(48, 'relu'), dense(100, 'sigmoid')], loss: 'binaryCrossentropy', optimizer: adam(0.005), batch: 20, epochs: 20 }),
  ];
}

function regularized(): Case[] {
  const net = (...between: LayerSpec[]): LayerSpec[] => [dense(48, 'relu'), ...between, dense(24, 'relu'), ...between, dense(5, 'softmax')];
  const penalized = (kernelRegularizer: string): LayerSpec[] => [{ ...dense(48, 'relu'), kernelRegularizer }, { ...dense(24, 'relu'), kernelRegularizer }, dense(5, 'softmax')];
  return [
    ...[0.2, 0.5].map((rate) => healthy(`dropout-${rate}`, 'dropout', classifier(groups, net({ type: 'dropout', rate }), adam(0.003), 15))),
    healthy('noise-layers', 'Gaussian noise', classifier(groups, net({ type: 'gaussianNoise', stddev: 0.2 }), adam(0.003), 15)),
    healthy('batch-norm', 'batch normalization', classifier(groups, net({ type: 'batchNormalization' }), adam(0.005), 12)),
    healthy('layer-norm', 'layer normalization', classifier(groups, net({ type: 'layerNormalization' }), adam(0.005), 12)),
    healthy('batch-norm-deep', 'batch normalization in a deep sigmoid net', classifier(groups, [...stack(5, dense(24, 'sigmoid'), { type: 'batchNormalization' }), dense(5, 'softmax')], adam(0.01), 20)),
    healthy('batch-norm-raw', 'batch normalization of raw inputs', classifier(data('groups', { scale: 200 }), [{ type: 'batchNormalization' }, dense(24, 'tanh'), dense(5, 'softmax')], adam(0.005), 14)),
    healthy('leaky', 'leaky ReLU layers', classifier(groups, [dense(32, 'linear'), { type: 'leakyReLU' }, dense(32, 'linear'), { type: 'leakyReLU' }, dense(5, 'softmax')], adam(0.003), 12)),
    healthy('prelu', 'PReLU layers', classifier(groups, [dense(32, 'linear'), { type: 'prelu' }, dense(5, 'softmax')], adam(0.005), 12)),
    ...['l2(0.0001)', 'l2(0.003)', 'l1(0.0002)', 'l2(0.01)'].map((penalty) => healthy(`penalty-${penalty.replace(/\W/g, '')}`, 'mild penalties', classifier(groups, penalized(penalty), adam(0.003), 15))),
    // Each block adds as much as comes in unless its weights are small: without normalization, deep ones need that.
    ...[3, 6, 12, 20].map((depth) => healthy(`residual-${depth}`, 'a deep residual net', classifier(groups, [dense(24, 'relu'), ...stack(depth, { ...dense(24, 'relu', `varianceScaling(scale ${depth > 3 ? 0.1 : 1}, fanIn, normal)`), residual: true }), dense(5, 'softmax')], adam(), 12))),
    healthy('residual-tanh', 'a residual tanh net', regression(data('plane', { spread: 1 }), [dense(24, 'tanh'), ...stack(8, { ...dense(24, 'tanh'), residual: true }), linear], adam(0.001), 20)),
  ];
}

function hardData(): Case[] {
  return [
    ...[0.2, 0.4].map((noise) => healthy(`label-noise-${noise}`, 'wrong labels', classifier(data('groups', { noise }), [dense(32, 'relu'), dense(5, 'softmax')], adam(0.003), 25))),
    ...[0.05, 0.02].map((share) => healthy(`imbalance-${share}`, 'a rare class', { data: data('rare', { share, n: 600 }), layers: [dense(16, 'relu'), dense(1, 'sigmoid')], loss: 'binaryCrossentropy', optimizer: adam(0.005), batch: 32, epochs: 15 })),
    healthy('imbalance-softmax', 'a rare class', classifier(data('rare', { share: 0.1, labels: 'one-hot' }), [dense(16, 'relu'), dense(2, 'softmax')], adam(0.005), 20)),
    healthy('many-classes', 'many classes', classifier(data('groups', { classes: 26, n: 520 }), [dense(64, 'relu'), dense(26, 'softmax')], adam(0.005), 20)),
    healthy('overlap', 'classes that overlap', classifier(data('groups', { spread: 3, classes: 3 }), [dense(16, 'relu'), dense(3, 'softmax')], adam(0.005), 25)),
    healthy('noisy-regression', 'targets that are half noise', regression(data('plane', { noise: 1 }), [dense(16, 'relu'), linear], adam(0.005), 30)),
    healthy('wide-inputs', 'more inputs than rows', classifier(data('groups', { dims: 200, n: 100 }), [dense(32, 'relu'), dense(5, 'softmax')], adam(0.001), 15, 20)),
  ];
}
