/** Roots at 0, broken data, tiny batches, frozen layers. */
import { describe, expect, it } from 'vitest';
import type { LayerInfo } from '../../../src/shared/run.js';
import { analyze, cured, findingOf, remedies } from './analyzed.js';

const TS = `import * as tf from '@tensorflow/tfjs';\n`;
const NET = `const model = tf.sequential({ layers: [tf.layers.dense({ name: 'o', units: 1, inputShape: [1], kernelInitializer: 'ones' })] });\n`;

describe('operations without a gradient at 0', () => {
  const program = (loss: string): string => `${TS}${loss}
${NET}model.compile({ optimizer: 'sgd', loss: lossOf });
export const slope = () => tf.grad((x) => lossOf(tf.zeros([2, 1]), x))(tf.tensor2d([[0], [0]])).dataSync();
export const cost = () => lossOf(tf.zeros([2, 1]), tf.tensor2d([[3], [4]])).dataSync()[0];
`;
  it.each([
    ['tf.sqrt', 'const lossOf = (a: tf.Tensor, b: tf.Tensor) => tf.sqrt(tf.sum(tf.square(tf.sub(a, b))));', 5],
    ['a method', 'function lossOf(a: tf.Tensor, b: tf.Tensor) {\n  return a.sub(b).square().sum()\n    .sqrt();\n}', 5],
    ['tf.norm', 'const lossOf = (a: tf.Tensor, b: tf.Tensor) => tf.norm(tf.sub(a, b));', 5],
    ['the method norm', 'const lossOf = (a: tf.Tensor, b: tf.Tensor) => a.sub(b).norm();', 5],
    ['a logarithm', 'const lossOf = (a: tf.Tensor, b: tf.Tensor) => b.mul(tf.log(b)).sum().add(a.sum());', 3 * Math.log(3) + 4 * Math.log(4)],
    ['a helper of the loss', 'const distance = (x: tf.Tensor) => x.square().sum().sqrt();\nconst lossOf = (a: tf.Tensor, b: tf.Tensor) => distance(a.sub(b));', 5],
  ])('get a small number: %s', async (_, loss, cost) => {
    const before = await analyze({ 'm.ts': program(loss) }, 'm.ts');
    const slope = ({ exports }: typeof before): number[] => [...(exports.slope as () => Float32Array)()];
    expect(slope(before).every(Number.isFinite)).toBe(false);
    const remedy = remedies(before, findingOf('non-finite', ['o'], { causeId: 'operation-gradient' })).find(({ id }) => id === 'epsilon')!;
    const after = await analyze(cured(before, remedy), 'm.ts');
    expect(slope(after).every(Number.isFinite)).toBe(true);
    expect((after.exports.cost as () => number)()).toBeCloseTo(cost, 4);
  });

  it('are left alone where they are guarded, and left to the user where they stand in one another', async () => {
    for (const loss of ['tf.sqrt(tf.add(tf.sum(tf.square(tf.sub(a, b))), 1e-6))', 'tf.sqrt(tf.norm(tf.sub(a, b)))']) {
      const before = await analyze({ 'm.ts': program(`const lossOf = (a: tf.Tensor, b: tf.Tensor) => ${loss};`) }, 'm.ts');
      const remedy = remedies(before, findingOf('non-finite', ['o'], { causeId: 'operation-gradient' })).find(({ id }) => id === 'epsilon');
      expect(remedy).toMatchObject({ edits: [], title: expect.stringContaining('by hand') as string });
    }
  });
});

describe('data that is not finite', () => {
  it('is told with the place where it is made', async () => {
    const text = `${TS}${NET}model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const xs = tf.tensor2d([[1], [NaN]]);
export const done = model.fit(xs, tf.ones([2, 1]), { verbose: 0 });\n`;
    const program = await analyze({ 'm.ts': text }, 'm.ts');
    const titleOf = (what: string): string => remedies(program, findingOf('data-non-finite', ['o'], { causeId: 'input-data', what })).find(({ id }) => id === 'complete-data')!.title;
    expect(titleOf('inputs')).toBe('Leave out or fill in the values of the inputs that are not numbers by hand, where xs is made (m.ts:4)');
    expect(titleOf('targets')).toContain('where fit takes them (m.ts:5)');
  });
});

describe('tiny batches', () => {
  const text = (fit: string): string => `${TS}const SIZE = 1;\n${NET}model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });\n${fit}\n`;
  const fit = (options: string): string => text(`export const done = model.fit(tf.ones([64, 1]), tf.ones([64, 1]), ${options}).then((history) => { trained = history.params.steps; });\nexport let trained: unknown;\nexport const ofSize = SIZE;`);
  it.each([
    ['in fit', fit('{ verbose: 0, batchSize: 1 }'), 'batchSize: 32'],
    ['in a constant', fit('{ verbose: 0, batchSize: SIZE }'), 'const SIZE = 32'],
    ['of a dataset', text('const data = tf.data.array([{ xs: [1], ys: [1] }]).batch(1);\nexport const done = model.fitDataset(data, { epochs: 1, verbose: 0 });'), '.batch(32)'],
  ])('become larger: %s', async (_, source, wanted) => {
    const program = await analyze({ 'm.ts': source }, 'm.ts');
    const remedy = remedies(program, findingOf('batch-size', [], { causeId: 'batch-size' }))[0]!;
    const files = cured(program, remedy);
    expect(files['m.ts']).toContain(wanted);
    await analyze(files, 'm.ts');
  });

  it('are left to the user where their size comes from elsewhere', async () => {
    const program = await analyze({ 'm.ts': fit('{ verbose: 0, batchSize: Number(process.env.NO_SUCH ?? 1) }') }, 'm.ts');
    expect(remedies(program, findingOf('batch-size', []))[0]).toMatchObject({ id: 'larger-batches', edits: [] });
  });
});

describe('frozen layers', () => {
  const text = (hidden: string): string => `${TS}${hidden}
const model = tf.sequential({ layers: [h, tf.layers.dense({ name: 'o', units: 1 })] });
export const trainable = () => model.trainableWeights.length;\n`;
  const frozen = (layers: readonly LayerInfo[]): LayerInfo[] =>
    layers.map((layer) => (layer.name === 'h' ? { ...layer, weights: layer.weights.map((weight) => ({ ...weight, trainable: false })) } : layer));

  it.each([
    ['by an option', "const h = tf.layers.dense({\n  name: 'h',\n  units: 2,\n  trainable: false,\n  inputShape: [1],\n});"],
    ['by a statement', "const h = tf.layers.dense({ name: 'h', units: 2, inputShape: [1] });\nh.trainable = false;"],
  ])('are trained again: %s', async (_, hidden) => {
    const program = await analyze({ 'm.ts': text(hidden) }, 'm.ts');
    const count = ({ exports }: typeof program): number => (exports.trainable as () => number)();
    expect(count(program)).toBe(2);
    const remedy = remedies(program, findingOf('frozen-weights', ['h'], { causeId: 'frozen' }), { ...program.data, layers: frozen(program.data.layers) }).find(({ id }) => id === 'train-layers')!;
    expect(remedy.title).toBe('Train h, too');
    expect(count(await analyze(cured(program, remedy), 'm.ts'))).toBe(4);
  });

  it('that the loss does not reach are left to the user', async () => {
    const program = await analyze({ 'm.ts': text("const h = tf.layers.dense({ name: 'h', units: 2, inputShape: [1] });") }, 'm.ts');
    const titleOf = (severity: 'info' | 'warning'): string => remedies(program, { ...findingOf('frozen-weights', ['h']), severity }).find(({ id }) => id === 'train-layers')!.title;
    expect(titleOf('warning')).toBe('Compute what stands between h and the loss by hand with operations on tensors alone');
    expect(titleOf('info')).toContain('list of variables');
  });
});
