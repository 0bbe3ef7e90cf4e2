/** Writes a case as a TensorFlow.js program, the way a user would. */
import type { Case, LayerSpec, OptimizerSpec } from './case.js';
import { heldOutRecipes } from './heldOut/recipes.js';

/** The file beside the programs that makes a case's data. */
export function recipesOf(one: Case): 'recipes' | 'heldOutRecipes' {
  return one.data.recipe in heldOutRecipes ? 'heldOutRecipes' : 'recipes';
}

/** @param table name of the JSON file beside the program that has the case's rows, or null */
export function programOf(one: Case, table: string | null): string {
  return [
    `import * as tf from '@tensorflow/tfjs';`,
    `import { ${recipesOf(one)} } from './${recipesOf(one)}';`.replace('{ heldOutRecipes }', '{ heldOutRecipes as recipes }'),
    ...(table ? [`import table from './${table}';`] : []),
    ...(one.optimizer.clipNorm ? [`import { withClipNorm } from './publishedClipping';`] : []),
    '',
    `const { x, y, shape } = recipes.${one.data.recipe}!(${optionsOf(one, table)});`,
    `const rows = ${one.rows ?? 'x.length'};`,
    'const xs = tf.tensor2d(x.slice(0, rows)).reshape([rows, ...(shape ?? [x[0]!.length])]);',
    'const ys = tf.tensor2d(y.slice(0, rows));',
    '',
    ...modelLines(one),
    '',
    ...lossLines(one.loss),
    ...(one.warmUp ? [`const optimizer = ${optimizerOf(one)};`] : []),
    `model.compile({ optimizer: ${one.warmUp ? 'optimizer' : optimizerOf(one)}, loss: ${isOwnLoss(one.loss) ? 'loss' : quote(one.loss.split(' ')[0]!)} });`,
    ...warmUpLines(one),
    'async function train() {',
    `  await model.fit(xs, ys, { batchSize: ${one.batch}, epochs: ${one.epochs}, verbose: 0${one.warmUp ? ', callbacks: { onBatchBegin: warmUp }' : ''} });`,
    '}',
    'void train();',
    '',
  ].join('\n');
}

function modelLines({ layers }: Case): string[] {
  const sequence = layers.some(({ type }) => ['simpleRNN', 'lstm', 'gru'].includes(type)) && layers[0]!.type !== 'embedding';
  if (!layers.some(({ residual }) => residual)) {
    return ['const model = tf.sequential();', ...layers.map((layer, i) => `model.add(${layerOf(layer, i === 0 ? inputShape(sequence) : null)});`)];
  }
  return [
    'const input = tf.input({ shape: xs.shape.slice(1) });',
    'let h = input;',
    ...layers.map((layer) => {
      const applied = `${layerOf(layer, null)}.apply(h) as tf.SymbolicTensor`;
      return layer.residual ? `h = tf.layers.add().apply([h, ${applied}]) as tf.SymbolicTensor;` : `h = ${applied};`;
    }),
    'const model = tf.model({ inputs: input, outputs: h });',
  ];
}

function inputShape(sequence: boolean): string {
  return sequence ? 'inputShape: [xs.shape[1]!, xs.shape[2]!]' : 'inputShape: xs.shape.slice(1)';
}

function layerOf({ bidirectional, residual: _, ...layer }: LayerSpec, shape: string | null): string {
  if (bidirectional) return `tf.layers.bidirectional({ layer: ${layerOf(layer, null)} as tf.RNN, mergeMode: 'concat'${shape ? `, ${shape}` : ''} })`;
  return `tf.layers.${layer.type}({ ${[...fields(layer), ...(shape ? [shape] : [])].join(', ')} })`;
}

function optionsOf({ data }: Case, table: string | null): string {
  const options = Object.entries(data).filter(([name]) => name !== 'recipe' && name !== 'key');
  return `{ ${[...options.map(([name, value]) => `${name}: ${JSON.stringify(value)}`), ...(table ? ['table'] : [])].join(', ')} }`;
}

function fields(layer: LayerSpec): string[] {
  return Object.entries(layer).flatMap(([name, value]) => {
    if (name === 'type') return [];
    if (name.endsWith('Initializer')) return [`${name}: ${initializer(String(value))}`];
    if (name === 'kernelRegularizer') return [`${name}: ${regularizer(String(value))}`];
    return [`${name}: ${JSON.stringify(value)}`];
  });
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

/** Losses of the program's own, by the beginnings of their names. */
const OWN_LOSSES: Record<string, string> = {
  'SUM': 'tf.sum(tf.squaredDifference(yTrue, yPred))',
  'softmax cross-entropy': 'tf.losses.softmaxCrossEntropy(yTrue, yPred)',
  'sigmoid cross-entropy': 'tf.losses.sigmoidCrossEntropy(yTrue, yPred)',
  'Huber': 'tf.losses.huberLoss(yTrue, yPred)',
};

function isOwnLoss(loss: string): boolean {
  return lossLines(loss).length > 0;
}

function lossLines(loss: string): string[] {
  const own = Object.entries(OWN_LOSSES).find(([name]) => loss.startsWith(name));
  return own ? [`const loss = (yTrue: tf.Tensor, yPred: tf.Tensor) => ${own[1]} as tf.Scalar;`] : [];
}

function warmUpLines({ warmUp, optimizer: { learningRate } }: Case): string[] {
  if (!warmUp) return [];
  return [
    'let step = 0;',
    'async function warmUp() {',
    '  step += 1;',
    `  (optimizer as unknown as { learningRate: number }).learningRate = ${learningRate} * Math.min(1, step / ${warmUp});`,
    '}',
  ];
}

function optimizerOf({ optimizer }: Case): string {
  const { clipNorm } = optimizer;
  return clipNorm ? `withClipNorm(${unclipped(optimizer)}, ${clipNorm})` : unclipped(optimizer);
}

function unclipped({ name, learningRate, momentum, nesterov, beta1, beta2 }: OptimizerSpec): string {
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
