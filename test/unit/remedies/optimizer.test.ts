import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/remedies/index.js';
import type { RuleId } from '../../../src/shared/report.js';
import type { ModelInfo } from '../../../src/shared/run.js';
import { bundle, runInChild, workspace } from '../program/workspace.js';
import { analyze, cure, cured, findingOf, remedies, withNumbers } from './analyzed.js';

const NET = `
const model = tf.sequential();
model.add(tf.layers.simpleRNN({ name: 'rnn', units: 3, inputShape: [4, 2], recurrentInitializer: 'ones' }));
model.add(tf.layers.dense({ name: 'out', units: 1 }));
const xs = tf.ones([2, 4, 2]).mul(50);
const ys = tf.ones([2, 1]).mul(1000);
`;
const TS = `import * as tf from '@tensorflow/tfjs';\n${NET}`;
const FIT = `export const weights = () => model.getWeights();\nconst start = model.getWeights().map((w) => w.clone());\nexport const done = model.fit(xs, ys, { batchSize: 2, epochs: 1, verbose: 0 });\nexport const moved = () => model.getWeights().map((w, i) => w.sub(start[i]));\n`;

/** L2 norm over all tensors. */
function norm(tensors: tf.Tensor[]): number {
  return Math.sqrt(tensors.reduce((sum, tensor) => sum + tf.sum(tf.square(tensor)).dataSync()[0]!, 0));
}

/** Every way to hand an SGD optimizer with learning rate 0.01 to training: one step moves by 0.01 x clipNorm at most. */
const WAYS: { title: string; text: string }[] = [
  { title: 'in compile', text: `${TS}model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });\n${FIT}` },
  { title: 'a constant', text: `${TS}const optimizer = tf.train.sgd(0.01);\nmodel.compile({ optimizer, loss: 'meanSquaredError' });\n${FIT}` },
  { title: 'by name', text: `${TS}model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });\n${FIT}` },
  {
    title: 'minimize',
    text: `${TS}const start = model.getWeights().map((w) => w.clone());
const optimizer: tf.SGDOptimizer = tf.train.sgd(0.01);
optimizer.minimize(() => tf.losses.meanSquaredError(ys, model.apply(xs) as tf.Tensor).asScalar());
export const moved = () => model.getWeights().map((w, i) => w.sub(start[i]!));\n`,
  },
  {
    title: 'applyGradients',
    text: `${TS}const start = model.getWeights().map((w) => w.clone());
const optimizer = tf.train.sgd(0.01);
const { grads } = tf.variableGrads(() => tf.losses.meanSquaredError(ys, model.apply(xs) as tf.Tensor).asScalar());
optimizer.applyGradients(grads);
export const moved = () => model.getWeights().map((w, i) => w.sub(start[i]!));\n`,
  },
];

const movedBy = (exports: Record<string, unknown>): number => norm((exports.moved as () => tf.Tensor[])());

describe('clipping by the global norm', () => {
  it.each(WAYS)('bounds the step of an optimizer used by: $title', async ({ text }) => {
    const before = await analyze({ 'm.ts': text }, 'm.ts');
    expect(movedBy(before.exports)).toBeGreaterThan(0.1);
    const after = await cure(before, 'exploding-gradient', 'clip-global-norm', ['rnn']);
    expect(movedBy(after.exports)).toBeCloseTo(0.01, 6);
    expect(after.files['m.ts']).toMatch(/import \{ withGlobalClipNorm \} from '\.\/gradientClipping';/);
  });

  it('takes the threshold from the norms before the trouble', async () => {
    const program = await analyze({ 'm.ts': WAYS[0]!.text }, 'm.ts');
    // Two layers of norm 3 each: sqrt(18) = 4.24; from step 10 on it explodes.
    const data = withNumbers(program.data, { weightGradientNorm: (step) => (step < 10 ? 3 : 1e9) });
    const at = (step: number): string => remedies(program, findingOf('exploding-gradient', ['rnn'], {}, step), { ...data, layers: program.data.layers.slice(0, 2) })
      .find(({ id }) => id === 'clip-global-norm')!.title;
    expect(at(10)).toBe('Clip gradients to a global norm of 4');
    expect(at(0)).toBe('Clip gradients to a global norm of 1');
  });

  it('writes the helper as the project is written', async () => {
    const commonjs = `const tf = require("@tensorflow/tfjs");\n${NET.replaceAll("'", '"')}model.compile({ optimizer: "adam", loss: "meanSquaredError" });\nexports.done = model.fit(xs, ys, { verbose: 0 });\n`;
    const after = await cure(await analyze({ 'm.js': commonjs }, 'm.js'), 'exploding-gradient', 'clip-global-norm', ['rnn']);
    expect(after.files['m.js']).toContain('const { withGlobalClipNorm } = require("./gradientClipping");');
    expect(after.files['m.js']).toContain('optimizer: withGlobalClipNorm(tf.train.adam(), 1)');
    expect(after.files['gradientClipping.js']).toContain('module.exports');

    const esm = `import { layers, sequential, ones, train } from '@tensorflow/tfjs';\nconst model = sequential({ layers: [layers.dense({ name: 'h', units: 2, inputShape: [1] }), layers.dense({ name: 'o', units: 1 })] });\nmodel.compile({ optimizer: train.adam(0.1), loss: 'meanSquaredError' });\nawait model.fit(ones([2, 1]), ones([2, 1]), { verbose: 0 });\nconsole.log('trained');\n`;
    const base = await analyze({ 'm.js': commonjs }, 'm.js');
    const site = { file: 'm.mjs', line: 2, column: 36 };
    const program = { ...base, files: { 'm.mjs': esm }, data: { ...base.data, layers: base.data.layers.map((layer) => ({ ...layer, site, callers: [] })) } };
    const remedy = remedies(program, findingOf('exploding-gradient', ['rnn'])).find(({ id }) => id === 'clip-global-norm')!;
    const files = cured(program, remedy);
    expect(files['m.mjs']).toContain('import { withGlobalClipNorm } from \'./gradientClipping.mjs\';');
    expect(runInChild(await bundle(workspace(files), 'm.mjs'), workspace({}))).toBe('trained\n');
  });

  it('takes another name where the file is somebody else\'s, shares its own, and is not applied twice', async () => {
    const first = await analyze({ 'm.ts': WAYS[0]!.text, 'gradientClipping.ts': 'export const mine = 1;\n' }, 'm.ts');
    const after = await cure(first, 'exploding-gradient', 'clip-global-norm', ['rnn']);
    expect(Object.keys(after.files).sort()).toEqual(['gradientClipping.ts', 'gradientClipping2.ts', 'm.ts']);
    expect(after.files['m.ts']).toContain('from \'./gradientClipping2\'');
    expect(remedies(after, findingOf('exploding-gradient', ['rnn'])).map(({ id }) => id)).not.toContain('clip-global-norm');
    const second = await analyze({ 'm.ts': WAYS[0]!.text, 'gradientClipping.ts': after.files['gradientClipping2.ts']! }, 'm.ts');
    expect(remedies(second, findingOf('exploding-gradient', ['rnn'])).find(({ id }) => id === 'clip-global-norm')!.createFiles).toEqual([]);
  });
});

describe('a lower learning rate', () => {
  const rateAfter = async (compile: string, update: number): Promise<string> => {
    const program = await analyze({ 'm.ts': `${TS}${compile}\n` }, 'm.ts');
    const data = withNumbers(program.data, { updateToWeightRatio: () => update });
    const remedy = remedies(program, findingOf('dead-relu', ['rnn'], { causeId: 'learning-rate' }), data)[0]!;
    expect(remedy.id).toBe('lower-learning-rate');
    return cured(program, remedy)['m.ts']!.slice(TS.length).trim();
  };

  it('goes where the number stands, at least ten times lower and as low as the updates ask for', async () => {
    expect(await rateAfter('model.compile({ optimizer: tf.train.sgd(0.5), loss: \'meanSquaredError\' });', 0.01)).toContain('tf.train.sgd(0.05)');
    expect(await rateAfter('model.compile({ optimizer: tf.train.sgd(0.5), loss: \'meanSquaredError\' });', 3)).toContain('tf.train.sgd(0.0005)');
    expect(await rateAfter('const LR = 5e-1;\nmodel.compile({ optimizer: tf.train.adam(LR), loss: \'meanSquaredError\' });', 0.01)).toMatch(/^const LR = 0.05;[^]*adam\(LR\)/);
    expect(await rateAfter('const config = { lr: 0.2 };\nexport const o = tf.train.rmsprop(config.lr);', 0.01)).toContain('{ lr: 0.02 }');
    expect(await rateAfter('model.compile({ optimizer: \'sgd\', loss: \'meanSquaredError\' });', 0.01)).toContain('optimizer: tf.train.sgd(0.001)');
    expect(await rateAfter('export const o = tf.train.adam();', 0.01)).toContain('tf.train.adam(0.0001)');
  });

  it('of gradient descent that diverges comes from how its gradient grew, others to try stand beside it', async () => {
    const program = await analyze({ 'm.ts': `${TS}model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });` }, 'm.ts');
    const models = program.data.models.map((model) => ({ ...model, optimizer: { className: 'SGD', learningRate: 0.1 } }) as ModelInfo);
    // Curvature 50: each step multiplies the gradient by 1 - 0.1 * 50 = -4, and 1 / 50 is the step to the bottom.
    const data = { ...withNumbers(program.data, { weightGradientNorm: (step) => 4 ** step, updateToWeightRatio: () => 10 }), models };
    const proposed = (of: typeof data): string[][] => remedies(program, findingOf('exploding-gradient', ['rnn'], { causeId: 'learning-rate' }, 6), of)
      .filter(({ id }) => id === 'lower-learning-rate').map((one) => [one, ...one.alternatives ?? []].map(({ edits }) => edits[0]!.newText));
    expect(proposed(data)).toEqual([['0.02', '0.01', '0.001']]);
    // The growth says nothing of the rate where steps are not the gradients times it.
    const adam = data.models.map((model) => ({ ...model, optimizer: { className: 'Adam', learningRate: 0.1 } }) as ModelInfo);
    expect(proposed({ ...data, models: adam })).toEqual([['0.00003', '0.0005', '0.01']]);
  });

  it('is left to the user where the number comes from elsewhere', async () => {
    const program = await analyze({ 'm.ts': `${TS}export const o = tf.train.sgd(Number(process.env.LR ?? 1));` }, 'm.ts');
    const remedy = remedies(program, findingOf('learning-rate-high', ['rnn'])).find(({ id }) => id === 'lower-learning-rate');
    expect(remedy).toMatchObject({ edits: [], title: 'Lower the learning rate by hand, to a tenth or less' });
  });
});

describe('a higher learning rate', () => {
  it('brings the measured updates to a thousandth of the weights', async () => {
    const program = await analyze({ 'm.ts': `${TS}async function main() {\n  const lr = 1e-6;\n  model.compile({ optimizer: tf.train.adam(lr), loss: 'meanSquaredError' });\n}\nexport const done = main();\n` }, 'm.ts');
    const title = (updateRatio: number): string => remedies(program, findingOf('learning-rate-low', ['rnn'], { causeId: 'learning-rate-low', updateRatio }))[0]!.title;
    expect(title(5e-6)).toBe('Raise the learning rate from 0.000001 to 0.0002');
    expect(title(9e-5)).toBe('Raise the learning rate from 0.000001 to 0.00001');
    const [best] = remedies(program, findingOf('learning-rate-low', ['rnn'], { updateRatio: 5e-6 }));
    expect(cured(program, best!)['m.ts']).toContain('const lr = 0.0002;');
    expect(best!.alternatives!.map(({ title: one }) => one)).toEqual(['Raise the learning rate from 0.000001 to 0.0006', 'Raise the learning rate from 0.000001 to 0.002']);
  });
});

describe('schedules and warm-up', () => {
  const text = `${TS}model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });\n${FIT}`;
  it.each([
    ['warm-up', 'withWarmUp(tf.train.adam(), 5)'],
    ['inverse-time-decay', 'withInverseTimeDecay(tf.train.adam(), 5, 1)'],
    ['exponential-decay', 'withExponentialDecay(tf.train.adam(), 13, 0.5)'],
    ['polynomial-decay', 'withPolynomialDecay(tf.train.adam(), 50, 1)'],
    ['inverse-sqrt-decay', 'withInverseSqrtDecay(tf.train.adam())'],
  ])('%s is for the steps that were seen, and the program trains with it', async (id, written) => {
    const after = await cure(await analyze({ 'm.ts': text }, 'm.ts'), 'unstable-loss', id);
    expect(after.files['m.ts']).toContain(`optimizer: ${written}`);
    expect(Object.keys(after.files)).toContain('learningRateSchedules.ts');
    expect(movedBy(after.exports)).toBeGreaterThan(0);
    const again = remedies(after, findingOf('unstable-loss', [])).map((remedy) => remedy.id);
    expect(again).not.toContain(id);
    expect(again.includes('warm-up')).toBe(id !== 'warm-up');
  });
});

describe('another optimizer', () => {
  const withOptimizer = (optimizer: string): string => `${TS}${optimizer}\nmodel.compile({ optimizer, loss: 'meanSquaredError' });\nexport const className = optimizer.getClassName();\n${FIT}`;
  const trained = async (text: string, id: string): Promise<{ className: unknown; text: string }> => {
    const program = await analyze({ 'm.ts': text }, 'm.ts');
    const models = program.data.models.map((model) => ({ ...model, optimizer: { className: 'SGDOptimizer', learningRate: 0.01, learningRateType: 'number', strayProperties: [] } }));
    const remedy = remedies(program, findingOf('slow-learning', []), { ...program.data, models }).find((one) => one.id === id)!;
    const files = cured(program, remedy);
    return { className: remedy.edits.length === 0 ? null : (await analyze(files, 'm.ts')).exports.className, text: files['m.ts']! };
  };

  it('takes the place of gradient descent however that is made', async () => {
    expect((await trained(withOptimizer('const optimizer: tf.SGDOptimizer = tf.train.sgd(0.01);'), 'adam-optimizer')).text).toContain('const optimizer: tf.AdamOptimizer = tf.train.adam(0.001);');
    expect((await trained(withOptimizer('const optimizer = new tf.SGDOptimizer(0.01);'), 'rmsprop-optimizer'))).toMatchObject({ className: 'RMSProp' });
    expect((await trained(withOptimizer('const rate = 0.01;\nconst optimizer = tf.train.sgd(rate);'), 'momentum-optimizer'))).toMatchObject({ className: 'Momentum', text: expect.stringContaining('tf.train.momentum(rate, 0.9)') as string });
    expect((await trained(`${TS}model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });\n${FIT}`, 'adam-optimizer')).text).toContain('optimizer: tf.train.adam(0.001),');
  });

  it('is left to the user where the program sets the rate of gradient descent as it goes', async () => {
    const text = withOptimizer('const optimizer = tf.train.sgd(0.01);\noptimizer.setLearningRate(0.005);');
    expect((await trained(text, 'adam-optimizer')).className).toBeNull();
    expect((await trained(text, 'momentum-optimizer')).className).toBe('Momentum');
  });
});

describe('recurrent layers', () => {
  it('start orthogonal, and clipping comes first', async () => {
    const before = await analyze({ 'm.ts': WAYS[0]!.text }, 'm.ts');
    const ids = remedies(before, findingOf('exploding-gradient' as RuleId, ['rnn'], { causeId: 'recurrence' })).map(({ id }) => id);
    expect(ids.slice(0, 2)).toEqual(['clip-global-norm', 'orthogonal-recurrent-initialization']);
    const after = await cure(before, 'exploding-through-time', 'orthogonal-recurrent-initialization', ['rnn']);
    const { cell } = after.layers.find((layer) => layer.getClassName() === 'SimpleRNN') as unknown as { cell: { recurrentInitializer: { getClassName(): string } } };
    expect(cell.recurrentInitializer.getClassName()).toBe('Orthogonal');
  });
});

describe('applying edits', () => {
  const at = (line: number, column: number): { line: number; column: number } => ({ line, column });
  it('puts them in from the given places, in order where the place is one', () => {
    const edits = [
      { file: 'a', start: at(2, 1), end: at(2, 2), newText: 'X' },
      { file: 'a', start: at(1, 2), end: at(1, 2), newText: '1' },
      { file: 'a', start: at(1, 2), end: at(1, 2), newText: '2' },
    ];
    expect(applyEdits('ab\r\ncd', edits)).toBe('a12b\r\nXd');
    expect(() => applyEdits('ab', [edits[0]!])).toThrow(RangeError);
  });
});
