/** Programs with one fault each that no rule was made on, varied as the healthy ones are. */
import { adam, classifier, data, dense, faulty, regression, sgd, stack } from '../build.js';
import type { Case, Code, LayerSpec, OptimizerSpec } from '../case.js';

const groups = data('groups');
const plane = data('plane');
const softmax = dense(5, 'softmax');
const linear = dense(1, 'linear');
const two = data('rare', { share: 0.5 });

export function heldOutFaulty(): Case[] {
  return [...signal(), ...initialization(), ...rates(), ...design(), ...scales(), ...penaltiesAndData(), ...sequences()]
    .map((one) => ({ ...one, id: `held-out-${one.id}` }));
}

/** Gradients that fade on their way. */
function signal(): Case[] {
  const fades: Code[] = ['vanish', 'plateau', 'slow', 'init'];
  return [
    ...[6, 10, 15].map((depth) => faulty(`sigmoid-deep-${depth}`, 'deep sigmoid net', fades, classifier(groups, [...stack(depth, dense(24, 'sigmoid')), softmax], adam(), 12))),
    ...[7, 12].map((depth) => faulty(`sigmoid-regress-${depth}`, 'deep sigmoid net', fades, regression(plane, [...stack(depth, dense(16, 'sigmoid')), linear], sgd(0.05), 20))),
    faulty('hard-sigmoid', 'deep hard sigmoid net', fades, classifier(groups, [...stack(8, dense(24, 'hardSigmoid')), softmax], adam(), 12)),
    faulty('cnn-sigmoid', 'deep sigmoid convolutions', fades, classifier(data('bars'), [...stack(4, { type: 'conv2d', filters: 8, kernelSize: 3, activation: 'sigmoid' } as LayerSpec), { type: 'flatten' }, dense(16, 'sigmoid'), dense(16, 'sigmoid'), dense(3, 'softmax')], sgd(0.05), 12, 20)),
    ...([['relu', 0.02, 5], ['relu', 0.05, 8], ['tanh', 0.05, 10], ['elu', 0.03, 6], ['linear', 0.02, 5]] as const).map(([activation, std, depth]) =>
      faulty(`small-${activation}-${std}-${depth}`, 'weights much too small', fades, classifier(groups, [...stack(depth, dense(24, activation, `randomNormal(mean 0, stddev ${std})`)), softmax], sgd(0.05), 20))),
    faulty('uniform-0.05-deep', 'uniform weights of 0.05 in a deep net', fades, regression(plane, [...stack(6, dense(32, 'relu', 'randomUniform(-0.05, 0.05)')), linear], sgd(0.05), 20)),
    ...[24, 40].map((depth) => faulty(`glorot-relu-${depth}`, 'deep ReLU net with Glorot initialization', [...fades, 'dead_relu'], classifier(groups, [...stack(depth, dense(32, 'relu', 'glorotNormal')), softmax], sgd(0.01), 8))),
  ];
}

function initialization(): Case[] {
  const large: Code[] = ['explode', 'init', 'init_large', 'unstable', 'saturation', 'nan', 'dead_relu', 'vanish'];
  const same: Code[] = ['symmetry', 'zero_grad', 'constant_output', 'plateau', 'slow', 'init', 'dead_relu'];
  return [
    ...([['relu', 1, 3], ['relu', 3, 2], ['elu', 2, 3], ['tanh', 3, 3], ['sigmoid', 10, 3], ['linear', 2, 3]] as const).map(([activation, std, depth]) =>
      faulty(`large-${activation}-${std}`, 'weights much too large', large, classifier(groups, [...stack(depth, dense(48, activation, `randomNormal(mean 0, stddev ${std})`)), softmax], adam(), 12))),
    faulty('large-uniform', 'uniform weights of 2', large, regression(plane, [...stack(4, dense(32, 'relu', 'randomUniform(-2, 2)')), linear], adam(), 12)),
    ...([['relu', 'zeros'], ['sigmoid', 'zeros'], ['tanh', 'ones'], ['relu', 'constant(0.2)'], ['elu', 'constant(0.05)']] as const).map(([activation, init]) =>
      faulty(`same-${activation}-${init.replace(/\W/g, '')}`, 'units that start alike', same, classifier(groups, [...stack(2, dense(24, activation, init)), dense(5, 'softmax', init)], adam(0.003), 12))),
    ...[-5, -30].map((bias) => faulty(`bias${bias}`, 'ReLU units pushed below zero by their bias', ['dead_relu', 'zero_grad', 'plateau', 'constant_output', 'init'],
      regression(plane, [{ ...dense(24, 'relu', 'glorotUniform'), biasInitializer: `constant(${bias})` }, dense(16, 'relu'), linear], sgd(0.01), 12))),
  ];
}

/** Steps too long and too short. */
function rates(): Case[] {
  const high: Code[] = ['lr_high', 'explode', 'unstable', 'nan', 'dead_relu', 'saturation', 'plateau', 'zero_grad'];
  const low: Code[] = ['lr_low', 'slow', 'plateau'];
  const other = (name: string, learningRate: number): OptimizerSpec => ({ name, learningRate });
  const highs: [string, OptimizerSpec][] = [['adam-0.5', adam(0.5)], ['adam-3', adam(3)], ['adam-20', adam(20)], ['rmsprop-1', other('RMSprop', 1)], ['adagrad-30', other('Adagrad', 30)], ['sgd-20', sgd(20)], ['sgd-100', sgd(100)], ['momentum-5', sgd(5, 0.9)]];
  const lows: [string, OptimizerSpec][] = [['adam-2e-6', adam(2e-6)], ['adam-1e-7', adam(1e-7)], ['sgd-1e-6', sgd(1e-6)], ['sgd-3e-5', sgd(3e-5)], ['rmsprop-1e-6', other('RMSprop', 1e-6)]];
  return [
    ...highs.map(([name, optimizer]) => faulty(`rate-${name}`, 'a learning rate much too high', high, classifier(groups, [...stack(3, dense(32, 'relu')), softmax], optimizer, 15))),
    ...([['sgd-1', sgd(1)], ['sgd-3', sgd(3)], ['momentum-0.5', sgd(0.5, 0.9)], ['adam-10', adam(10)]] as const).map(([name, optimizer]) =>
      faulty(`rate-regress-${name}`, 'a learning rate much too high', high, regression(data('plane', { spread: 1 }), [...stack(2, dense(32, 'relu', 'heNormal')), linear], optimizer, 15))),
    faulty('rate-linear-1.5', 'a linear model beyond its largest rate', high, regression(plane, [linear], sgd(1.5), 15)),
    ...lows.map(([name, optimizer]) => faulty(`rate-${name}`, 'a learning rate much too low', low, classifier(groups, [...stack(2, dense(32, 'relu')), softmax], optimizer, 30))),
    ...([['sgd-1e-5', sgd(1e-5)], ['adam-1e-6', adam(1e-6)]] as const).map(([name, optimizer]) => faulty(`rate-regress-${name}`, 'a learning rate much too low', low, regression(plane, [dense(24, 'tanh'), linear], optimizer, 25))),
  ];
}

/** Outputs, losses and layers that do not go together. */
function design(): Case[] {
  const one: Code[] = ['zero_grad', 'constant_output', 'output_activation', 'vanish'];
  const misfit: Code[] = ['output_activation', 'dead_relu', 'zero_grad', 'constant_output', 'plateau', 'nan', 'unstable'];
  const range: Code[] = ['output_range', 'saturation', 'output_activation', 'plateau', 'vanish', 'dead_relu', 'zero_grad'];
  return [
    ...(['binaryCrossentropy', 'meanSquaredError'] as const).map((loss) => faulty(`softmax-one-${loss}`, 'softmax over one unit', one, { data: two, layers: [dense(12, 'relu'), dense(1, 'softmax')], loss, optimizer: adam(0.005), batch: 32, epochs: 10 })),
    faulty('softmax-one-regress', 'softmax over one unit in a regression', one, regression(plane, [dense(12, 'tanh'), dense(1, 'softmax')], adam(0.005), 10)),
    ...(['linear', 'relu', 'tanh'] as const).map((activation) => faulty(`classes-${activation}`, 'a cross-entropy over an output that is no probability', misfit, classifier(groups, [dense(24, 'relu'), dense(5, activation)], adam(0.003), 12))),
    faulty('binary-tanh-output', 'a cross-entropy over tanh', misfit, { data: two, layers: [dense(12, 'relu'), dense(1, 'tanh')], loss: 'binaryCrossentropy', optimizer: adam(0.005), batch: 32, epochs: 12 }),
    faulty('range-sigmoid', 'sigmoid output on targets around 20', range, regression(data('plane', { targetShift: 20, targetScale: 5 }), [dense(24, 'relu'), dense(1, 'sigmoid')], adam(0.005), 20)),
    faulty('range-sigmoid-standard', 'sigmoid output on standardized targets', range, regression(plane, [dense(24, 'relu'), dense(1, 'sigmoid')], adam(0.005), 20)),
    faulty('range-tanh', 'tanh output on targets around -8', range, regression(data('plane', { targetShift: -8, targetScale: 2 }), [dense(24, 'relu'), dense(1, 'tanh')], adam(0.005), 20)),
    faulty('range-relu', 'ReLU output on negative targets', range, regression(data('plane', { targetShift: -6 }), [dense(24, 'tanh'), dense(1, 'relu')], adam(0.005), 20)),
    faulty('range-softmax', 'softmax in a regression of several targets', range, regression(data('lowRank'), [dense(24, 'relu'), dense(12, 'softmax')], adam(0.005), 20)),
    ...[1, 3].map((depth) => faulty(`hidden-softmax-${depth}`, 'softmax in hidden layers', ['hidden_softmax', 'vanish', 'plateau', 'slow'], classifier(groups, [dense(24, 'relu'), ...stack(depth, dense(24, 'softmax')), softmax], adam(), 15))),
    faulty('double-softmax', 'softmax output under a loss on logits', ['double_softmax', 'plateau', 'slow'], { ...classifier(groups, [dense(24, 'tanh'), softmax], adam(0.003), 12), loss: 'softmax cross-entropy on logits' }),
    faulty('double-sigmoid', 'sigmoid output under a loss on logits', ['double_softmax', 'plateau', 'slow'], { data: two, layers: [dense(12, 'relu'), dense(1, 'sigmoid')], loss: 'sigmoid cross-entropy on logits', optimizer: adam(0.005), batch: 32, epochs: 12 }),
    ...[160, 320].map((batch) => faulty(`sum-${batch}`, 'a loss that sums over the batch', ['loss_reduction', 'lr_high', 'explode', 'nan', 'unstable'], { ...regression(plane, [dense(24, 'relu'), linear], sgd(0.02), 30, batch), loss: 'SUM of squared errors' })),
  ];
}

function scales(): Case[] {
  const inputs: Code[] = ['input_scale', 'saturation', 'slow', 'plateau', 'dead_relu', 'explode', 'nan', 'lr_high', 'unstable', 'zero_grad'];
  const targets: Code[] = ['target_scale', 'slow', 'plateau', 'explode', 'nan', 'lr_low', 'lr_high', 'unstable', 'dead_relu', 'zero_grad'];
  return [
    ...(['tanh', 'sigmoid'] as const).map((activation) => faulty(`pixels-${activation}`, 'pixels from 0 to 255 into saturating units', inputs, classifier(data('bars', { scale: 255 }), [{ type: 'flatten' }, dense(32, activation), dense(3, 'softmax')], sgd(0.01), 15, 20))),
    faulty('inputs-1000-sgd', 'inputs 1,000 times too large', inputs, regression(data('plane', { scale: 1000 }), [dense(24, 'relu'), linear], sgd(0.01), 12)),
    faulty('inputs-1000-tanh', 'inputs 1,000 times too large', inputs, classifier(data('groups', { scale: 1000 }), [...stack(2, dense(24, 'tanh')), softmax], adam(), 12)),
    faulty('inputs-shifted', 'inputs around 1,000', inputs, classifier(data('groups', { shift: 1000 }), [dense(24, 'relu'), softmax], sgd(0.01), 12)),
    faulty('columns-1e5', 'columns 100,000 times apart', inputs, regression(data('plane', { scale: [1, 1e5, 1, 1e3] }), [dense(24, 'relu'), linear], adam(), 20)),
    faulty('targets-1e4', 'targets of 10,000', targets, regression(data('plane', { targetScale: 1e4 }), [dense(24, 'relu'), linear], adam(), 20)),
    faulty('targets-1e6', 'targets of a million', targets, regression(data('plane', { targetScale: 2e5, targetShift: 1e6 }), [...stack(2, dense(24, 'relu')), linear], adam(0.003), 20)),
    faulty('targets-1e3-sgd', 'targets of 1,000 under gradient descent', targets, regression(data('plane', { targetScale: 1e3, spread: 1 }), [...stack(2, dense(24, 'relu')), linear], sgd(0.05), 12)),
  ];
}

function penaltiesAndData(): Case[] {
  const over: Code[] = ['over_reg', 'plateau', 'vanish', 'dead_relu', 'slow'];
  const broken: Code[] = ['data_nan', 'nan', 'explode'];
  return [
    ...['l2(0.3)', 'l2(3)', 'l1(0.3)', 'l1(2)'].map((kernelRegularizer) => faulty(`penalty-${kernelRegularizer.replace(/[()]/g, '')}`, 'penalties that outweigh the data', over,
      classifier(groups, [{ ...dense(32, 'relu'), kernelRegularizer }, { ...dense(5, 'softmax'), kernelRegularizer }], adam(0.003), 20))),
    faulty('penalty-regress', 'penalties that outweigh the data', over, regression(plane, [{ ...dense(24, 'relu'), kernelRegularizer: 'l2(1)' }, { ...linear, kernelRegularizer: 'l2(1)' }], adam(0.003), 25)),
    ...(['nan-input', 'nan-target', 'infinite-input'] as const).map((what) => faulty(what, 'a broken value in the data', broken, regression(data('plane', { broken: what }), [dense(24, 'relu'), linear], adam(0.003), 8))),
    ...[1, 2].map((batch) => faulty(`batch-${batch}-noise`, 'single examples and long steps', ['batch_small', 'plateau', 'unstable', 'lr_high', 'slow', 'explode', 'nan', 'dead_relu'],
      regression(data('plane', { noise: 2, n: 160 }), [dense(24, 'relu'), linear], sgd(0.1), 4, batch))),
  ];
}

function sequences(): Case[] {
  const fades: Code[] = ['vanish', 'explode', 'plateau', 'slow', 'nan'];
  const grows: Code[] = ['explode', 'nan', 'unstable', 'lr_high', 'saturation', 'init_large'];
  const recall = (size: number, layer: LayerSpec): Pick<Case, 'data' | 'layers' | 'loss' | 'optimizer' | 'batch' | 'epochs'> => ({
    data: data('third', { size, n: 128 }), layers: [layer, dense(1, 'sigmoid')], loss: 'binaryCrossentropy', optimizer: adam(), batch: 32, epochs: 8,
  });
  return [
    ...[60, 120].map((size) => faulty(`recall-rnn-${size}`, 'a plain recurrent layer on long sequences', fades, recall(size, { type: 'simpleRNN', units: 12, recurrentInitializer: 'glorotNormal' }))),
    faulty('recall-gru-120', 'a recurrent layer on long sequences', fades, recall(120, { type: 'gru', units: 12 })),
    ...[0.6, 1].map((std) => faulty(`growing-rnn-${std}`, 'large recurrent weights', grows, {
      data: data('levels', { size: 30 }), layers: [{ type: 'simpleRNN', units: 12, activation: 'linear', recurrentInitializer: `randomNormal(mean 0, stddev ${std})` }, linear], loss: 'meanSquaredError', optimizer: sgd(0.01), batch: 24, epochs: 6,
    })),
  ];
}
