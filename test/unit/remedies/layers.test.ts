import { describe, expect, it } from 'vitest';
import { activations, analyze, cure, findingOf, initializers, modelClasses, remedies } from './analyzed.js';
import { RELU_STYLES } from './programs.js';

const hiddenOf = <T>(byName: Record<string, T>): [string, T][] => Object.entries(byName).filter(([name]) => name.startsWith('h'));

describe('He initialization', () => {
  it.each(RELU_STYLES)('is really used after the edit: $title', async ({ files, main }) => {
    const before = await analyze(files, main);
    const after = await cure(before, 'vanishing-gradient', 'he-initialization');
    const used = before.data.layers.filter(({ model }) => model !== null).map(({ id }) => id);
    const hidden = hiddenOf(initializers(after)).filter(([name]) => used.includes(name));
    expect(hidden.length).toBeGreaterThan(0);
    for (const [name, initializer] of hidden) expect([name, initializer]).toEqual([name, 'HeNormal']);
    expect(initializers(after).out).toBe(initializers(before).out);
    expect(activations(after)).toEqual(activations(before));
  });

  it('keeps quotes, line ends, layout and everything else', async () => {
    const [style] = RELU_STYLES.filter(({ title }) => title.startsWith('a list of layers'));
    const after = await cure(await analyze(style!.files, style!.main), 'vanishing-gradient', 'he-initialization');
    const added = after.files['model.ts']!.split('\n').filter((line) => !style!.files['model.ts']!.split('\n').includes(line));
    expect(added).toEqual([
      '      activation: "relu",',
      '      kernelInitializer: "heNormal", // the usual one',
      '    layers.dense({ name: "h2", kernelInitializer: "heNormal", units: 4, activation: "relu" }),',
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
    expect(initializers(after).h0).toBe('HeNormal');
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
    expect(ids(reluNet, 'dead-relu', ['h1'], { causeId: 'learning-rate' }).slice(0, 2)).toEqual(['lower-learning-rate', 'he-initialization']);
    expect(ids(reluNet, 'non-finite', ['h1'], { causeId: 'input-data' })).toEqual([]);
  });
});
