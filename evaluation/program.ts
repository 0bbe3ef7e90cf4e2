/** Writes a case as a TensorFlow.js program, the way a user would. */
import type { Case, LayerSpec } from './case.js';

/** @param table name of the JSON file beside the program that has the case's rows, or null */
export function programOf(one: Case, table: string | null): string {
  const sequence = one.layers.some(({ type }) => ['simpleRNN', 'lstm', 'gru'].includes(type));
  return [
    `import * as tf from '@tensorflow/tfjs';`,
    `import { recipes } from './recipes';`,
    ...(table ? [`import table from './${table}';`] : []),
    '',
    `const { x, y, shape } = recipes.${one.data.recipe}!(${optionsOf(one, table)});`,
    `const rows = ${one.rows ?? 'x.length'};`,
    'const xs = tf.tensor2d(x.slice(0, rows)).reshape([rows, ...(shape ?? [x[0]!.length])]);',
    'const ys = tf.tensor2d(y.slice(0, rows));',
    '',
    'const model = tf.sequential();',
    ...one.layers.map((layer, i) => `model.add(tf.layers.${layer.type}({ ${fields(layer, i === 0, sequence)} }));`),
    '',
    ...lossLines(one.loss),
    `model.compile({ optimizer: ${optimizerOf(one)}, loss: ${isOwnLoss(one.loss) ? 'loss' : quote(one.loss.split(' ')[0]!)} });`,
    'async function train() {',
    `  await model.fit(xs, ys, { batchSize: ${one.batch}, epochs: ${one.epochs}, verbose: 0 });`,
    '}',
    'void train();',
    '',
  ].join('\n');
}

function optionsOf({ data }: Case, table: string | null): string {
  const options = Object.entries(data).filter(([name]) => name !== 'recipe' && name !== 'key');
  return `{ ${[...options.map(([name, value]) => `${name}: ${JSON.stringify(value)}`), ...(table ? ['table'] : [])].join(', ')} }`;
}

function fields(layer: LayerSpec, isFirst: boolean, sequence: boolean): string {
  const all = Object.entries(layer).flatMap(([name, value]) => {
    if (name === 'type') return [];
    if (name.endsWith('Initializer')) return [`${name}: ${initializer(String(value))}`];
    if (name === 'kernelRegularizer') return [`${name}: ${regularizer(String(value))}`];
    return [`${name}: ${JSON.stringify(value)}`];
  });
  if (isFirst) all.push(sequence ? 'inputShape: [xs.shape[1]!, xs.shape[2]!]' : 'inputShape: xs.shape.slice(1)');
  return all.join(', ');
}

/** `randomNormal(mean 0, stddev 0.05)`, `varianceScaling(scale 0.333, fanIn, uniform)`, `glorotUniform (Keras default)`, `heNormal`. */
function initializer(text: string): string {
  const [, name, args] = /^(\w+)(?:\((.*)\))?/.exec(text)!;
  const words = (args ?? '').split(',').map((word) => word.trim().split(' ').at(-1)!);
  switch (name) {
    case 'randomUniform': return `tf.initializers.randomUniform({ minval: ${words[0]}, maxval: ${words[1]} })`;
    case 'randomNormal':
    case 'truncatedNormal': return `tf.initializers.${name}({ mean: ${words[0]}, stddev: ${words[1]} })`;
    case 'varianceScaling':
      return `tf.initializers.varianceScaling({ scale: ${words[0]}, mode: ${quote(words[1]!)}, distribution: ${quote(words[2]!)} })`;
    case 'constant': return `tf.initializers.constant({ value: ${words[0]} })`;
    default: return quote(name!);
  }
}

function regularizer(text: string): string {
  const [, name, amount] = /^(l[12])\((.*)\)$/.exec(text)!;
  return `tf.regularizers.${name}({ ${name}: ${amount} })`;
}

function isOwnLoss(loss: string): boolean {
  return loss.startsWith('SUM') || loss.startsWith('softmax');
}

function lossLines(loss: string): string[] {
  if (!isOwnLoss(loss)) return [];
  const body = loss.startsWith('SUM')
    ? 'tf.sum(tf.squaredDifference(yTrue, yPred))'
    : 'tf.losses.softmaxCrossEntropy(yTrue, yPred)';
  return [`const loss = (yTrue: tf.Tensor, yPred: tf.Tensor) => ${body} as tf.Scalar;`];
}

function optimizerOf({ optimizer: { name, learningRate, momentum, nesterov, beta1, beta2 } }: Case): string {
  switch (name) {
    case 'SGD':
      return momentum ? `tf.train.momentum(${learningRate}, ${momentum}, ${nesterov ?? false})` : `tf.train.sgd(${learningRate})`;
    case 'Adam':
      return `tf.train.adam(${[learningRate, ...(beta1 === undefined ? [] : [beta1, beta2])].join(', ')})`;
    case 'RMSprop': return `tf.train.rmsprop(${learningRate})`;
    case 'Adagrad': return `tf.train.adagrad(${learningRate})`;
    case 'Adadelta': return `tf.train.adadelta(${learningRate})`;
    case 'Adamax': return `tf.train.adamax(${learningRate})`;
    default: throw new Error(`No optimizer ${name} is known.`);
  }
}

function quote(text: string): string {
  return `'${text}'`;
}
