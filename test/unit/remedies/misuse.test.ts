/** Arguments that tfjs ignores or cannot compute with, put where they take effect. */
import { describe, expect, it } from 'vitest';
import { analyze, cured, findingOf, remedies } from './analyzed.js';
import type { Analyzed } from './analyzed.js';

const NET = `import * as tf from '@tensorflow/tfjs';
const model = tf.sequential({ layers: [tf.layers.dense({ name: 'h', units: 3, inputShape: [2], activation: 'relu' }), tf.layers.dense({ name: 'o', units: 1 })] });
`;
const FIT = `
export const done = model.fit(tf.ones([4, 2]), tf.ones([4, 1]), { verbose: 0 });
export const config = () => model.optimizer.getConfig();
export const finite = () => model.getWeights().every((w) => Number.isFinite(w.sum().dataSync()[0]!));
`;
const misuse = (evidence: Record<string, string>) => findingOf('optimizer-misuse', [], { causeId: 'optimizer', ...evidence });

/** The program after the remedy, run. */
async function mended(text: string, evidence: Record<string, string>, id: string, file = 'm.ts'): Promise<{ text: string; program: Analyzed; title: string }> {
  const before = await analyze({ [file]: text }, file);
  const remedy = remedies(before, misuse(evidence)).find((one) => one.id === id)!;
  const files = cured(before, remedy);
  return { text: files[file]!, title: remedy.title, program: await analyze(files, file) };
}

const config = ({ exports }: Analyzed): Record<string, number> => (exports.config as () => Record<string, number>)();
const rate = { learningRateType: 'object' };

describe('an options object for the optimizer', () => {
  it.each([
    ['tf.train.adam({ learningRate: 0.01 } as any)', 'tf.train.adam(0.01)', { learningRate: 0.01 }],
    ['tf.train.adam({ lr: 0.02, beta2: 0.9 } as any)', 'tf.train.adam(0.02, 0.9, 0.9)', { learningRate: 0.02, beta1: 0.9, beta2: 0.9 }],
    ['tf.train.momentum({ learningRate: 0.03 } as any, 0.5)', 'tf.train.momentum(0.03, 0.5)', { learningRate: 0.03, momentum: 0.5 }],
    ["tf.train.sgd('0.04' as any)", 'tf.train.sgd(0.04)', { learningRate: 0.04 }],
    ['(tf.train as any).adamax({ learning_rate: 0.05, beta1: 0.8 })', '(tf.train as any).adamax(0.05, 0.8)', { learningRate: 0.05, beta1: 0.8 }],
  ])('%s becomes %s', async (written, wanted, expected) => {
    const { text, program } = await mended(`${NET}model.compile({ optimizer: ${written}, loss: 'meanSquaredError' });${FIT}`, rate, 'positional-optimizer-arguments');
    expect(text).toContain(`optimizer: ${wanted},`);
    expect(config(program)).toMatchObject(expected);
    expect((program.exports.finite as () => boolean)()).toBe(true);
  });

  it('is left to the user where it holds what has no position', async () => {
    const program = await analyze({ 'm.ts': `${NET}const o = { learningRate: 0.1 };\nmodel.compile({ optimizer: tf.train.adam({ ...o } as any), loss: 'meanSquaredError' });` }, 'm.ts');
    expect(remedies(program, misuse(rate))[0]).toMatchObject({ edits: [], title: expect.stringContaining('by hand') as string });
  });

  it('text from the environment becomes a number', async () => {
    const { text, program } = await mended(`${NET}const lr: any = process.env.NO_SUCH ?? '0.05';\nmodel.compile({ optimizer: tf.train.sgd(lr), loss: 'meanSquaredError' });${FIT}`, { learningRateType: 'string' }, 'positional-optimizer-arguments');
    expect(text).toContain('tf.train.sgd(Number(lr))');
    expect(config(program)).toMatchObject({ learningRate: 0.05 });
  });
});

describe('options that compile ignores', () => {
  it('the learning rate goes into the optimizer', async () => {
    const { text, program, title } = await mended(`${NET}model.compile({\n  optimizer: 'sgd',\n  lr: 0.5,\n  loss: 'meanSquaredError',\n} as any);${FIT}`, { ignored: 'lr' }, 'optimizer-options');
    expect(title).toBe('Move lr to where it takes effect');
    expect(text).toContain("model.compile({\n  optimizer: tf.train.sgd(0.5),\n  loss: 'meanSquaredError',\n} as any)");
    expect(config(program)).toEqual({ learningRate: 0.5 });
  });

  it('clipping and the rate together, at the end of the object', async () => {
    const { text, program } = await mended(
      `${NET}model.compile({ loss: 'meanSquaredError', optimizer: 'adam', learningRate: 0.02, clipnorm: 0.5 } as any);${FIT}`,
      { ignored: 'learningRate, clipnorm' }, 'optimizer-options',
    );
    expect(text).toContain("model.compile({ loss: 'meanSquaredError', optimizer: withClipNorm(tf.train.adam(0.02), 0.5) } as any);");
    expect(config(program)).toMatchObject({ learningRate: 0.02 });
  });

  it('an optimizer in a constant gets them where it is made', async () => {
    const { text, program } = await mended(
      `${NET}const optimizer = tf.train.adam();\nmodel.compile({ clipValue: 0.1, lr: 0.03, optimizer, loss: 'meanSquaredError' } as any);${FIT}`,
      { ignored: 'lr, clipValue' }, 'optimizer-options',
    );
    expect(text).toContain("const optimizer = withClipValue(tf.train.adam(0.03), 0.1);\nmodel.compile({ optimizer, loss: 'meanSquaredError' } as any);");
    expect(config(program)).toMatchObject({ learningRate: 0.03 });
  });

  it('are left to the user where tfjs has nothing like them', async () => {
    const program = await analyze({ 'm.ts': `${NET}model.compile({ optimizer: 'sgd', lossWeights: [1], loss: 'meanSquaredError' } as any);` }, 'm.ts');
    expect(remedies(program, misuse({ ignored: 'lossWeights' }))[0]).toMatchObject({ id: 'optimizer-options', edits: [] });
  });
});

describe('a property set on the optimizer', () => {
  it('becomes a wrapper around it, in CommonJS too', async () => {
    const { text, program } = await mended(
      `${NET.replace("import * as tf from '@tensorflow/tfjs'", "const tf = require('@tensorflow/tfjs')")}const optimizer = tf.train.sgd(0.1);
optimizer.clipNorm = 1;
model.compile({ optimizer, loss: 'meanSquaredError' });${FIT.replaceAll('export const', 'exports.').replaceAll(/exports\. (\w+)/g, 'exports.$1').replaceAll('!', '')}`,
      { ignored: 'clipNorm' }, 'optimizer-options', 'm.js',
    );
    expect(text).toContain('const optimizer = withClipNorm(tf.train.sgd(0.1), 1);\nmodel.compile(');
    expect(config(program)).toEqual({ learningRate: 0.1 });
  });
});

describe('minimize without a list', () => {
  it('trains the weights of the model alone after the edit', async () => {
    const text = `import * as tf from '@tensorflow/tfjs';
const make = () => tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
const online = make();
const target = make();
const optimizer = tf.train.sgd(0.1);
export const before = target.getWeights().map((w) => w.dataSync().slice());
optimizer.minimize(() => tf.losses.meanSquaredError(target.predict(tf.ones([4, 2])) as tf.Tensor, online.predict(tf.ones([4, 2])) as tf.Tensor).asScalar());
export const after = () => [target, online].map((model) => model.getWeights().map((w) => w.dataSync().slice()));
export const make2 = make;
`;
    const program = await analyze({ 'm.ts': text }, 'm.ts');
    const site = (column: number, line: number) => ({ file: 'm.ts', line, column });
    const models = program.data.models.map((model, i) => ({ ...model, site: site(i === 0 ? 16 : 16, i === 0 ? 3 : 4) }));
    const finding = misuse({ twin: models[1]!.name });
    const remedy = remedies(program, finding, { ...program.data, models }).find(({ id }) => id === 'minimize-variables')!;
    expect(remedy.title).toBe('Train the weights of online only');
    const files = cured(program, remedy);
    expect(files['m.ts']).toContain('.asScalar(), false, online.getWeights(true) as tf.Variable[]);');
    const { exports } = await analyze(files, 'm.ts');
    const [target] = (exports.after as () => Float32Array[][])();
    expect(target).toEqual(exports.before);
  });
});

