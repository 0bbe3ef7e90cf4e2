import { describe, expect, it } from 'vitest';
import { remediesFor } from '../../../src/remedies/index.js';
import { activations, analyze, cure, cured, findingOf, initializers, modelClasses, remedies } from './analyzed.js';
import { RELU_STYLES } from './programs.js';

const hiddenOf = <T>(byName: Record<string, T>): [string, T][] => Object.entries(byName).filter(([name]) => name.startsWith('h'));

describe('He initialization', () => {
  it.each(RELU_STYLES)('is really used after the edit: $title', async ({ files, main }) => {
    const before = await analyze(files, main);
    const after = await cure(before, 'vanishing-gradient', 'he-initialization');
    const used = before.data.layers.filter(({ model }) => model !== null).map(({ id }) => id);
    const hidden = hiddenOf(initializers(after)).filter(([name]) => used.includes(name));
    expect(hidden.length).toBeGreaterThan(0);
    for (const [name, initializer] of hidden) expect([name, initializer]).toEqual([name, 'HeUniform']);
    expect(initializers(after).out).toBe(initializers(before).out);
    expect(activations(after)).toEqual(activations(before));
  });

  it('keeps quotes, line ends, layout and everything else', async () => {
    const [style] = RELU_STYLES.filter(({ title }) => title.startsWith('a list of layers'));
    const after = await cure(await analyze(style!.files, style!.main), 'vanishing-gradient', 'he-initialization');
    const added = after.files['model.ts']!.split('\n').filter((line) => !style!.files['model.ts']!.split('\n').includes(line));
    expect(added).toEqual([
      '      activation: "relu",',
      '      kernelInitializer: "heUniform", // the usual one',
      '    layers.dense({ name: "h2", kernelInitializer: "heUniform", units: 4, activation: "relu" }),',
    ]);
  });

  it('is not offered where it is in use', async () => {
    const text = `import * as tf from '@tensorflow/tfjs';
const model = tf.sequential();
model.add(tf.layers.dense({ name: 'h', inputShape: [3], units: 4, activation: 'relu', kernelInitializer: 'heUniform' }));
model.add(tf.layers.dense({ name: 'out', units: 1 }));`;
    const program = await analyze({ 'm.ts': text }, 'm.ts');
    expect(remedies(program, findingOf('vanishing-gradient', ['h'])).map(({ id }) => id)).not.toContain('he-initialization');
  });
});

describe('units that were born silent', () => {
  const text = `import * as tf from '@tensorflow/tfjs';
const model = tf.sequential();
model.add(tf.layers.dense({ name: 'h', inputShape: [3], units: 4, activation: 'relu', biasInitializer: tf.initializers.constant({ value: -20 }) }));
model.add(tf.layers.dense({ name: 'out', units: 1 }));
model.compile({ optimizer: tf.train.adam(0.001), loss: 'meanSquaredError' });
export const active = (model.layers[0].apply(tf.ones([1, 3])) as tf.Tensor).max().dataSync()[0];`;
  const born = findingOf('dead-relu', ['h'], { causeId: 'initialization' });

  it('live again when their biases start at 0', async () => {
    const before = await analyze({ 'm.ts': text }, 'm.ts');
    const [best] = remedies(before, born);
    expect(best).toMatchObject({ id: 'zero-bias-initialization', title: 'Start the biases of h at 0' });
    const after = await analyze(cured(before, best!), 'm.ts');
    expect(before.exports.active).toBe(0);
    const bias = after.layers.find(({ name }) => name === 'h')!.getWeights()[1]!;
    expect([...bias.dataSync()]).toEqual([0, 0, 0, 0]);
  });

  it('are not blamed on the updates', async () => {
    const program = await analyze({ 'm.ts': text }, 'm.ts');
    const ids = remedies(program, born).map(({ id }) => id);
    expect(ids).not.toContain('lower-learning-rate');
    expect(ids).not.toContain('clip-norm');
    expect(remedies(program, findingOf('dead-relu', ['h'], { causeId: 'learning-rate' })).map(({ id }) => id)).toContain('lower-learning-rate');
  });

  it('keep biases that are 0', async () => {
    const program = await analyze({ 'm.ts': text.replace('tf.initializers.constant({ value: -20 })', "'zeros'") }, 'm.ts');
    expect(remedies(program, born).map(({ id }) => id)).not.toContain('zero-bias-initialization');
  });
});

describe('batch normalization', () => {
  it.each(RELU_STYLES.filter(({ normalized }) => normalized !== null))('stands behind the hidden layers: $title', async ({ files, main, normalized }) => {
    const after = await cure(await analyze(files, main), 'vanishing-gradient', 'batch-normalization');
    expect(modelClasses(after)).toEqual(normalized);
  });

  it('is left to the user where the way of the layer into the model cannot be told', async () => {
    for (const { files, main } of RELU_STYLES.filter(({ normalized }) => normalized === null)) {
      const program = await analyze(files, main);
      const remedy = remedies(program, findingOf('vanishing-gradient', ['h1'])).find(({ id }) => id === 'batch-normalization');
      expect(remedy).toMatchObject({ edits: [], createFiles: [], title: 'Add tf.layers.batchNormalization() by hand after h1' });
    }
  });
});

describe('the words of a remedy', () => {
  it('are plain text, with a short form that leaves the place out', async () => {
    const [style] = RELU_STYLES;
    const found = remedies(await analyze(style!.files, style!.main), findingOf('vanishing-gradient', ['h1']));
    expect(found.map(({ shortTitle }) => shortTitle)).toEqual(expect.arrayContaining(['He initialization', 'Batch normalization']));
    for (const { title, shortTitle } of found) {
      expect(title).not.toContain('`');
      expect(shortTitle).not.toContain('h1');
    }
  });
});

describe('a remedy that the text has already', () => {
  it('has nothing left to edit', async () => {
    const [style] = RELU_STYLES;
    const { data, files } = await cure(await analyze(style!.files, style!.main), 'vanishing-gradient', 'he-initialization');
    // The layers as they were measured before the edit: glorot.
    const before = { ...data, layers: data.layers.map((layer) => ({ ...layer, kernelInitializer: 'GlorotNormal' })) };
    const again = remediesFor(findingOf('vanishing-gradient', ['h1']), before, { read: (file) => files[file] });
    expect(again.find(({ id }) => id === 'he-initialization')?.edits).toEqual([]);
  });
});

describe('activation and initialization for bounded units', () => {
  const sigmoid = `import * as tf from '@tensorflow/tfjs';
const sizes = [4, 5, 2];
const model = tf.sequential();
sizes.forEach((units, i) => {
  model.add(tf.layers.dense({ name: 'h' + i, units, inputShape: [3], activation: i < sizes.length - 1 ? 'sigmoid' : 'softmax' }));
});
export const answer = model.predict(tf.ones([1, 3])) as tf.Tensor;
`;

  it('changes the hidden activation alone, also in a condition', async () => {
    const before = await analyze({ 'm.ts': sigmoid }, 'm.ts');
    expect(activations(before)).toEqual({ h0: 'sigmoid', h1: 'sigmoid', h2: 'softmax' });
    const after = await cure(before, 'vanishing-gradient', 'activation-relu');
    expect(activations(after)).toEqual({ h0: 'relu', h1: 'relu', h2: 'softmax' });
    expect(initializers(after).h0).toBe('HeUniform');
  });

  it('leaves a call alone that makes the output too', async () => {
    const text = sigmoid.replace('i < sizes.length - 1 ? \'sigmoid\' : \'softmax\'', '\'sigmoid\'');
    const program = await analyze({ 'm.ts': text }, 'm.ts');
    const found = remedies(program, findingOf('vanishing-gradient', ['h0', 'h1']));
    expect(found.find(({ id }) => id === 'activation-relu')).toMatchObject({ edits: [] });
    expect(found.find(({ id }) => id === 'batch-normalization')).toMatchObject({ edits: [] });
  });

  it('gives tanh layers with blind weights Glorot\'s, SELU layers LeCun\'s', async () => {
    const text = `const tf = require("@tensorflow/tfjs");
const model = tf.sequential();
model.add(tf.layers.dense({ name: "h1", inputShape: [3], units: 4, activation: "tanh", kernelInitializer: tf.initializers.randomNormal({ stddev: 3 }) }));
model.add(tf.layers.dense({ name: "h2", units: 4, activation: "selu" }));
model.add(tf.layers.dense({ name: "out", units: 2 }));
`;
    const before = await analyze({ 'm.js': text }, 'm.js');
    expect(initializers(await cure(before, 'saturation', 'glorot-initialization', ['h1']))).toEqual({ h1: 'GlorotNormal', h2: 'GlorotNormal', out: 'GlorotNormal' });
    expect(initializers(await cure(before, 'vanishing-gradient', 'lecun-initialization', ['h2']))).toMatchObject({ h1: 'RandomNormal', h2: 'LeCunNormal' });
  });

  it('orders the remedies by cause', async () => {
    const sigmoidNet = await analyze({ 'm.ts': sigmoid }, 'm.ts');
    const ids = (program: typeof sigmoidNet, ...finding: Parameters<typeof findingOf>): string[] => remedies(program, findingOf(...finding)).map(({ id }) => id);
    expect(ids(sigmoidNet, 'vanishing-gradient', ['h0'], { causeId: 'activation-slope' })[0]).toBe('activation-relu');
    const reluNet = await analyze(RELU_STYLES[0]!.files, RELU_STYLES[0]!.main);
    expect(ids(reluNet, 'vanishing-gradient', ['h1'], { causeId: 'weight-scale' }).slice(0, 2)).toEqual(['he-initialization', 'batch-normalization']);
    expect(ids(reluNet, 'dead-relu', ['h1'], { causeId: 'learning-rate' }).slice(0, 2)).toEqual(['lower-learning-rate', 'activation-leaky-relu']);
    expect(ids(reluNet, 'non-finite', ['h1'], { causeId: 'input-data' })).toEqual(['complete-data']);
    const tooLarge = ids(reluNet, 'exploding-gradient', ['h1'], { causeId: 'weight-scale' });
    expect(tooLarge[0]).toBe('he-initialization');
    expect(tooLarge, 'the weights are to blame, not the steps').not.toContain('lower-learning-rate');
    expect(ids(reluNet, 'dead-relu', ['h1'], { causeId: 'initialization' })).not.toContain('batch-normalization');
    expect(ids(sigmoidNet, 'saturation', ['h0'], { causeId: 'input-scale' })).not.toContain('lower-learning-rate');
  });
});
