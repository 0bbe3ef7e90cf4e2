/**
 * Sound programs that no rule was made on: systematic variations of depth, width, initialization, scale, optimizer, batch
 * size, data and kind of layer. Each one learns (its loss falls well below its start), or is the beginning of one that does.
 */
import { adam, classifier, data, dense, healthy, regression, sgd, stack } from '../build.js';
import type { Case, LayerSpec, OptimizerSpec } from '../case.js';
import { healthyKinds } from './healthyKinds.js';

const groups = data('groups');
const bent = data('plane', { spread: 1 });
const softmax = dense(5, 'softmax');
const linear = dense(1, 'linear');

export function heldOutHealthy(): Case[] {
  return [...depths(), ...widths(), ...initializers(), ...optimizers(), ...batches(), ...scales(), ...lengths(), ...healthyKinds()]
    .map((one) => ({ ...one, id: `held-out-${one.id}` }));
}

function depths(): Case[] {
  const kinds: [string, string, number[], number][] = [
    ['relu', 'heNormal', [3, 6, 12], 0.001], ['relu', 'glorotUniform', [3, 5], 0.002], ['tanh', 'glorotUniform', [1, 4, 8], 0.002],
    ['elu', 'heNormal', [3, 6], 0.002], ['selu', 'leCunNormal', [3, 8], 0.002], ['swish', 'heNormal', [3, 5], 0.002],
    ['softplus', 'glorotUniform', [1, 3], 0.003], ['sigmoid', 'glorotUniform', [1, 2], 0.01], ['softsign', 'glorotUniform', [3], 0.002], ['mish', 'heNormal', [3], 0.002],
  ];
  return kinds.flatMap(([activation, init, depthsOf, rate]) => depthsOf.flatMap((depth) => [
    healthy(`class-${activation}-${init}-${depth}`, 'depth and activation', classifier(groups, [...stack(depth, dense(24, activation, init)), softmax], adam(rate), 12)),
    healthy(`regress-${activation}-${init}-${depth}`, 'depth and activation', regression(bent, [...stack(depth, dense(24, activation, init)), linear], adam(rate), 40)),
  ]));
}

function widths(): Case[] {
  return [4, 10, 128, 400].flatMap((width) => [
    healthy(`width-${width}`, 'width', classifier(groups, [...stack(2, dense(width, 'relu')), softmax], adam(width < 20 ? 0.01 : 0.001), 12)),
    healthy(`width-regress-${width}`, 'width', regression(bent, [...stack(2, dense(width, 'tanh')), linear], adam(width < 20 ? 0.01 : 0.003), 40)),
  ]);
}

function initializers(): Case[] {
  const inits = ['heUniform', 'leCunUniform', 'randomNormal(mean 0, stddev 0.05)', 'randomUniform(-0.05, 0.05)', 'truncatedNormal(mean 0, stddev 0.1)', 'orthogonal',
    'varianceScaling(scale 2, fanIn, normal)', 'randomUniform(-0.3, 0.3)'];
  return inits.map((init, i) => healthy(`init-${i}-${init.split('(')[0]}`, 'initialization', classifier(groups, [...stack(2, dense(32, 'relu', init)), dense(5, 'softmax', init)], adam(0.003), 12)));
}

function optimizers(): Case[] {
  const kinds: [string, OptimizerSpec, number][] = [
    ['sgd-0.01', sgd(0.01), 60], ['sgd-0.05', sgd(0.05), 20], ['sgd-0.3', sgd(0.3), 12], ['momentum', sgd(0.01, 0.9), 12], ['nesterov', { ...sgd(0.02, 0.9), nesterov: true }, 12],
    ['adam-0.0001', adam(0.0001), 80], ['adam-0.0003', adam(0.0003), 40], ['adam-0.01', adam(0.01), 10], ['adam-0.03', adam(0.03), 10], ['adam-betas', { ...adam(0.002), beta1: 0.5, beta2: 0.99 }, 12],
    ['rmsprop', { name: 'RMSprop', learningRate: 0.001 }, 14], ['rmsprop-0.003', { name: 'RMSprop', learningRate: 0.003 }, 10],
    ['adagrad', { name: 'Adagrad', learningRate: 0.03 }, 20], ['adadelta', { name: 'Adadelta', learningRate: 0.3 }, 40], ['adamax', { name: 'Adamax', learningRate: 0.003 }, 14],
  ];
  return kinds.flatMap(([name, optimizer, epochs]) => [
    healthy(`opt-${name}`, 'optimizer', classifier(groups, [...stack(2, dense(32, 'relu')), softmax], optimizer, epochs)),
    healthy(`opt-regress-${name}`, 'optimizer', regression(data('plane'), [dense(32, 'relu'), linear], name === 'sgd-0.3' ? sgd(0.1) : optimizer, epochs)),
  ]).concat([
    healthy('warm-up', 'learning-rate warm-up', { ...classifier(groups, [...stack(3, dense(32, 'relu')), softmax], adam(0.005), 15), warmUp: 60 }),
    healthy('warm-up-sgd', 'learning-rate warm-up', { ...classifier(groups, [...stack(2, dense(32, 'tanh')), softmax], sgd(0.2), 15), warmUp: 80 }),
  ]);
}

function batches(): Case[] {
  return [1, 2, 8, 64, 320].map((batch) => healthy(`batch-${batch}`, 'batch size', classifier(data('groups', { n: batch < 8 ? 120 : 320 }), [dense(24, 'relu'), softmax],
    batch < 8 ? sgd(0.01) : adam(batch === 320 ? 0.02 : 0.003), batch === 320 ? 60 : batch === 64 ? 25 : 5, batch)))
    .concat([1, 3].map((batch) => healthy(`batch-regress-${batch}`, 'batch size', regression(data('plane', { n: 120 }), [dense(16, 'tanh'), linear], sgd(0.01), 6, batch))))
    .concat([8, 20].map((n) => healthy(`tiny-${n}`, 'a tiny data set, whole', classifier(data('groups', { n, classes: 2 }), [dense(8, 'relu'), dense(2, 'softmax')], adam(0.01), 80, n))));
}

function scales(): Case[] {
  const net = (init?: string): LayerSpec[] => [...stack(2, dense(32, 'relu', init)), softmax];
  return [
    ...[0.2, 4, 10].map((scale) => healthy(`inputs-${scale}`, 'scale of the inputs that is coped with', classifier(data('groups', { scale }), net(), adam(0.003), 14))),
    ...[5, 16].map((shift) => healthy(`shifted-${shift}`, 'inputs off their mean', classifier(data('groups', { shift, scale: 0.5 + shift / 8 }), net(), adam(0.003), 30))),
    healthy('columns-uneven', 'columns of different scale that are coped with', classifier(data('groups', { scale: [1, 10, 0.1, 3] }), net(), adam(0.003), 20)),
    healthy('pixels-16', 'pixels from 0 to 16', classifier(data('bars', { scale: 16 }), [{ type: 'flatten' }, dense(48, 'relu'), dense(3, 'softmax')], adam(0.003), 25)),
    healthy('pixels-64', 'pixels from 0 to 64 that a ReLU net copes with', classifier(data('bars', { scale: 64 }), [{ type: 'flatten' }, dense(64, 'relu'), dense(3, 'softmax')], adam(0.001), 40)),
    healthy('iris-raw', 'iris as it is', { ...classifier({ recipe: 'file', key: 'iris', onehot: 3 }, [dense(12, 'relu'), dense(3, 'softmax')], adam(0.02), 40, 16) }),
    healthy('mpg-raw-targets', 'targets from 9 to 47', regression(data('plane', { targetScale: 8, targetShift: 23 }), [...stack(2, dense(64, 'relu')), linear], adam(0.01), 40)),
    healthy('targets-1000', 'large targets that are learned', regression(data('plane', { targetScale: 300, targetShift: 0 }), [linear], sgd(0.05), 20)),
    healthy('targets-prices', 'large targets that are learned', regression(data('plane', { targetScale: 100, targetShift: 400 }), [...stack(2, dense(64, 'relu')), linear], adam(0.03), 40)),
    healthy('targets-small', 'small targets', regression(data('plane', { targetScale: 0.05, noise: 0.05 }), [dense(16, 'tanh'), linear], adam(0.003), 40)),
    healthy('targets-shifted', 'targets off their mean', regression(data('plane', { targetShift: 5 }), [dense(16, 'relu'), linear], adam(0.01), 30)),
  ];
}

/** Few steps, and very many. */
function lengths(): Case[] {
  const nets: [string, LayerSpec[], OptimizerSpec][] = [
    ['relu', [...stack(3, dense(32, 'relu', 'heNormal')), softmax], adam(0.001)], ['tanh', [...stack(2, dense(32, 'tanh')), softmax], sgd(0.05)],
    ['sigmoid', [dense(32, 'sigmoid'), softmax], adam(0.01)], ['logistic', [softmax], sgd(0.1)],
  ];
  return [
    ...nets.flatMap(([name, layers, optimizer]) => [5, 10, 20, 30].map((steps) => healthy(`steps-${steps}-${name}`, 'very few steps', { ...classifier(groups, layers, optimizer, steps / 5, 64) }))),
    ...[5, 20, 30].map((steps) => healthy(`steps-${steps}-regress`, 'very few steps', regression(bent, [...stack(2, dense(24, 'relu')), linear], adam(0.003), steps / 5, 64))),
    healthy('long-relu', 'trained far beyond convergence', classifier(data('groups', { n: 60, classes: 3, spread: 0.3 }), [...stack(2, dense(16, 'relu')), dense(3, 'softmax')], adam(0.01), 400, 20)),
    healthy('long-sgd', 'trained far beyond convergence', classifier(data('groups', { n: 60, classes: 3, spread: 0.3 }), [dense(16, 'tanh'), dense(3, 'softmax')], sgd(0.2), 400, 20)),
    healthy('long-regress', 'trained far beyond convergence', regression(data('plane', { n: 60, noise: 0 }), [linear], sgd(0.1), 300, 20)),
    healthy('long-sigmoid-output', 'trained far beyond convergence', { data: data('rare', { share: 0.5, n: 60 }), layers: [dense(16, 'relu'), dense(1, 'sigmoid')], loss: 'binaryCrossentropy', optimizer: adam(0.02), batch: 20, epochs: 300 }),
  ];
}
