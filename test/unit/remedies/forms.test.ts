/** What the remedies for layers make of programs as people write them, told by tfjs's own objects after the edit. */
import type * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { remediesFor } from '../../../src/remedies/index.js';
import { activations, analyze, cured, findingOf, initializers, modelClasses, remedies } from './analyzed.js';
import type { Analyzed } from './analyzed.js';
import { FAULTY_STYLES } from './programs.js';
import type { Faulty } from './programs.js';

const style = (start: string): Faulty => FAULTY_STYLES.find(({ title }) => title.startsWith(start))!;
const findingIn = (program: Analyzed, [rule, evidence]: Faulty['finding']) => findingOf(rule, program.data.layers.map(({ id }) => id), evidence);

async function curedBy(id: string, { files, main, finding }: Faulty): Promise<Analyzed> {
  const program = await analyze(files, main);
  const remedy = remedies(program, findingIn(program, finding)).find((one) => one.id === id)!;
  return analyze(cured(program, remedy), main);
}

const inTs = (text: string, finding: Faulty['finding']): Faulty => ({
  title: '', main: 'm.ts', finding, files: { 'm.ts': `import * as tf from '@tensorflow/tfjs';\nconst model = tf.sequential();\n${text}` },
});

describe.each(FAULTY_STYLES)('$title', ({ files, main, finding }) => {
  it('trains after each edit that is offered', { timeout: 60_000 }, async () => {
    const program = await analyze(files, main);
    const applied = remedies(program, findingIn(program, finding)).filter(({ edits }) => edits.length > 0);
    expect(applied.length).toBeGreaterThan(0);
    for (const remedy of applied) {
      const after = await analyze(cured(program, remedy), main);
      const weights = after.layers.flatMap((layer) => layer.weights.map((weight) => (weight.read() as tf.Tensor).sum().dataSync()[0]));
      expect(weights.every(Number.isFinite), remedy.id).toBe(true);
    }
  });

  it('gets six remedies at most, two of them to be done by hand', async () => {
    const program = await analyze(files, main);
    const found = remediesFor(findingIn(program, finding), program.data, { read: (file) => files[file] });
    expect(found.length).toBeLessThanOrEqual(6);
    expect(found.filter(({ edits }) => edits.length === 0).length).toBeLessThanOrEqual(2);
  });
});

describe('activations', () => {
  it('are changed where the callers of a helper name them', async () => {
    const after = await curedBy('activation-tanh', style('a helper that is told'));
    expect(activations(after)).toEqual({ h1: 'tanh', h2: 'tanh', out: 'softmax' });
  });

  it('are left to the user where the helper\'s type does not know them', async () => {
    const { files, ...rest } = style('a helper that is told');
    const narrow = { ...rest, files: { 'model.ts': files['model.ts']!.replace(`'sigmoid' | 'softmax' | 'relu' | 'tanh' | 'selu' | 'elu'`, `'sigmoid' | 'softmax'`) } };
    const program = await analyze(narrow.files, narrow.main);
    const remedy = remedies(program, findingIn(program, narrow.finding)).find(({ id }) => id === 'activation-relu');
    expect(remedy).toMatchObject({ edits: [], title: 'Use ReLU with He initialization by hand in h1 and h2' });
  });

  it('are changed in activation layers, with the initializer in the layers before', async () => {
    const after = await curedBy('activation-relu', style('activation layers of their own'));
    expect(after.files['model.ts']).toContain(`tf.layers.activation({ activation: 'relu', name: 'a1' }),`);
    expect(initializers(after)).toEqual({ h1: 'HeUniform', h2: 'HeUniform', out: 'GlorotNormal' });
  });

  it('become layers where tfjs has them as layers only', async () => {
    const separate = await curedBy('activation-leaky-relu', style('dead units behind'));
    expect(modelClasses(separate).filter((name) => name === 'LeakyReLU')).toHaveLength(3);
    expect(separate.layers.map(({ name }) => name)).toContain('act');
    const option = inTs(`model.add(tf.layers.dense({
  name: 'h1',
  inputShape: [3],
  activation: 'relu', // silent
  units: 4,
}));
model.add(tf.layers.dense({ name: 'h2', units: 4, activation: 'relu' as const }));
model.add(tf.layers.conv1d({ name: 'unused', filters: 1, kernelSize: 1 }) && tf.layers.dense({ name: 'out', units: 1 }));`, ['dead-relu', {}]);
    const after = await curedBy('activation-prelu', option);
    expect(modelClasses(after)).toEqual(['Dense', 'PReLU', 'Dense', 'PReLU', 'Dense']);
    expect(activations(after)).toMatchObject({ h1: 'linear', h2: 'linear' });
  });

  it('leave one layer alone that a call makes along with the output', async () => {
    const program = await analyze(inTs(`for (const name of ['h1', 'out']) model.add(tf.layers.dense({ name, units: 4, activation: 'relu', inputShape: [4] }));`, ['dead-relu', {}]).files, 'm.ts');
    const found = remedies(program, findingOf('dead-relu', ['h1']));
    for (const id of ['activation-leaky-relu', 'activation-elu', 'activation-selu']) expect(found.find((one) => one.id === id)?.edits, id).toEqual([]);
  });
});

describe('initial weights', () => {
  it('that are all equal become random, those of the output too', async () => {
    const after = await curedBy('he-initialization', style('weights that all start equal'));
    expect(initializers(after)).toEqual({ h1: 'HeUniform', h2: 'HeUniform', out: 'GlorotNormal' });
  });

  it('keep their distribution with the scale of their inputs', async () => {
    const text = (initializer: string): string => `model.add(tf.layers.dense({ name: 'h1', inputShape: [50], units: 200, activation: 'relu', kernelInitializer: ${initializer} }));
model.add(tf.layers.dense({ name: 'out', units: 1 }));`;
    const finding: Faulty['finding'] = ['poor-initialization', { causeId: 'weight-scale' }];
    for (const [before, written] of [
      ['tf.initializers.randomNormal({ mean: 0, stddev: 2, seed: 3 })', 'tf.initializers.randomNormal({ mean: 0, seed: 3, stddev: 0.2 })'],
      [`'truncatedNormal'`, 'tf.initializers.truncatedNormal({ stddev: 0.2 })'],
      ['tf.initializers.randomUniform({ minval: -5, maxval: 5 })', 'tf.initializers.randomUniform({ minval: -0.35, maxval: 0.35 })'],
    ] as const) {
      const after = await curedBy('initializer-scale', inTs(text(before), finding));
      expect(after.files['m.ts']).toContain(written);
      const kernel = after.layers.find(({ name }) => name === 'h1')!.getWeights()[0]!;
      const mean = kernel.mean().dataSync()[0]!;
      const deviation = Math.sqrt(kernel.sub(mean).square().mean().dataSync()[0]!);
      // He: sqrt(2 / 50) = 0.2; tfjs cuts a truncated normal at two deviations, which leaves 0.88 of it.
      expect(deviation).toBeGreaterThan(0.16);
      expect(deviation).toBeLessThan(0.22);
    }
  });

  it('biases above 0 wake units that no bias was written for', async () => {
    const after = await curedBy('positive-bias-initialization', style('dead units behind'));
    const fresh = await analyze({ 'm.ts': after.files['model.ts']!.replace(/^export const done.*$/m, '') }, 'm.ts');
    const bias = fresh.layers.find(({ name }) => name === 'h2')!.getWeights()[1]!;
    expect([...bias.dataSync()]).toEqual(Array.from({ length: 4 }, () => Math.fround(0.1)));
  });
});

describe('normalization', () => {
  it('takes the bias away where the weighted sum itself is normalized', async () => {
    const after = await curedBy('batch-normalization', style('activation layers of their own'));
    expect(modelClasses(after)).toEqual(['Dense', 'BatchNormalization', 'Activation', 'Dense', 'BatchNormalization', 'Activation', 'Dense']);
    const biased = after.layers.filter((layer) => layer.getClassName() === 'Dense').map((layer) => [layer.name, layer.weights.length]);
    expect(biased).toEqual([['h1', 1], ['h2', 1], ['out', 2]]);
  });

  it('of layers stands in the same places', async () => {
    const after = await curedBy('layer-normalization', style('deep nets of equal width, with'));
    expect(modelClasses(after).filter((name) => name === 'LayerNormalization')).toHaveLength(4);
  });
});

describe('skip connections', () => {
  it('add what comes in to what each layer makes of it', async () => {
    const text = `model.add(tf.layers.dense({ name: 'h0', units: 3, inputShape: [3], activation: 'relu', kernelInitializer: 'identity' }));
for (let i = 1; i <= 3; i++) model.add(tf.layers.dense({ name: 'h' + i, units: 3, activation: 'relu', kernelInitializer: 'zeros' }));
model.add(tf.layers.dense({ name: 'out', units: 1, kernelInitializer: 'ones' }));
export const answer = (model.predict(tf.tensor2d([[1, 2, 4]])) as tf.Tensor).dataSync()[0];`;
    const faulty = inTs(text, ['vanishing-gradient', {}]);
    expect((await analyze(faulty.files, 'm.ts')).exports.answer).toBe(0);
    expect((await curedBy('skip-connection', faulty)).exports.answer).toBe(7);
  });

  it('are put around the layers that keep their shape, and no others', async () => {
    const after = await curedBy('skip-connection', style('deep nets of equal width, in'));
    expect(after.files['model.ts']!.match(/residual\(/g)).toHaveLength(2);
    expect(after.files['model.ts']).toContain(`model.add(residual(tf.layers.dense({ name: 'h_last', units: 4, activation: 'relu' }), [4]));`);
  });
});

describe('penalties', () => {
  interface Penalized { kernelRegularizer?: { l1: number; l2: number }; biasRegularizer?: { l1: number } }
  const regularizers = ({ layers }: Analyzed): Record<string, number | undefined> =>
    Object.fromEntries(layers.filter(({ name }) => /^h|out/.test(name)).map((layer) => [layer.name, (layer as unknown as Penalized).kernelRegularizer?.l2]));

  it('are divided so that they stay below a tenth of the data\'s loss, each once', async () => {
    const { h1, h2, h3, out } = regularizers(await curedBy('weaker-regularization', style('penalties')));
    // 20 times the data's loss: divided by 1000. The default of tfjs is 0.01.
    expect([h1, h2, h3, out]).toEqual([0.002, 0.002, 0.00001, 0.00001]);
  });

  it('go', async () => {
    const after = await curedBy('no-regularization', style('penalties'));
    expect(regularizers(after)).toEqual({ h1: undefined, h2: undefined, h3: undefined, out: undefined });
    expect(after.files['model.ts']).toContain(`model.add(tf.layers.dense({\n  name: 'h3',\n  units: 4,\n  activation: 'relu',\n}));`);
  });
});

describe('recurrent layers', () => {
  it.each([['lstm', 'LSTM'], ['gru', 'GRU']])('become %s, with the activation that its gates are made for', async (id, className) => {
    const after = await curedBy(id, style('plain recurrence'));
    expect(modelClasses(after)).toEqual([className, className, 'RNN', 'Dense']);
    expect(after.files['model.ts']).toContain(`tf.layers.${id}Cell({ name: 'cell', units: 3 })`);
    expect(after.files['model.ts']).not.toMatch(/activation: '(relu|linear)'/);
  });

  it('stay plain where the program takes the state out, for a layer with two', async () => {
    const text = `const [sequence, state] = tf.layers.simpleRNN({ name: 'r1', units: 2, returnState: true }).apply(tf.input({ shape: [4, 2] })) as tf.SymbolicTensor[];
export const outputs = [sequence, state];
model.add(tf.layers.simpleRNN({ name: 'r2', units: 2, inputShape: [4, 2] }));`;
    const { files, finding } = inTs(text, ['vanishing-through-time', {}]);
    const program = await analyze(files, 'm.ts');
    const [lstm] = remedies(program, findingIn(program, finding)).filter(({ id }) => id === 'lstm');
    expect(lstm!.title).toBe('Use LSTM in place of the plain recurrence in r2');
  });

  it('get an open forget gate', async () => {
    const after = await curedBy('forget-gate-bias', style('an LSTM'));
    const fresh = await analyze({ 'm.ts': after.files['model.ts']!.replace(/^export const done.*$/m, '') }, 'm.ts');
    const bias = fresh.layers.find(({ name }) => name === 'r1')!.getWeights()[2]!;
    expect([...bias.dataSync()]).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
  });

  it('are bounded by tanh', async () => {
    const after = await curedBy('recurrent-tanh', { ...style('plain recurrence'), finding: ['exploding-through-time', { causeId: 'recurrence' }] });
    expect(after.files['model.ts']!.match(/activation: 'tanh'/g)).toHaveLength(2);
  });
});

describe('max-norm', () => {
  it('holds the weights of each unit after steps that are far too long', async () => {
    const text = `model.add(tf.layers.dense({ name: 'h1', inputShape: [3], units: 4, activation: 'tanh', kernelInitializer: tf.initializers.randomNormal({ stddev: 9 }) }));
model.add(tf.layers.dense({ name: 'out', units: 1 }));
model.compile({ optimizer: tf.train.sgd(10), loss: 'meanSquaredError' });
export const done = model.fit(tf.randomNormal([8, 3]), tf.ones([8, 1]), { epochs: 2, verbose: 0 });`;
    const norms = ({ layers }: Analyzed): number[] => layers.filter(({ name }) => name === 'h1' || name === 'out')
      .flatMap((layer) => [...layer.getWeights()[0]!.square().sum(0).sqrt().dataSync()]);
    const faulty = inTs(text, ['exploding-gradient', { causeId: 'weight-scale' }]);
    expect(Math.max(...norms(await analyze(faulty.files, 'm.ts')))).toBeGreaterThan(4);
    expect(Math.max(...norms(await curedBy('max-norm', faulty)))).toBeLessThan(3.0001);
  });
});
