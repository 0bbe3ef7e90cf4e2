/** Outputs and losses put right, and trained again. */
import { describe, expect, it } from 'vitest';
import type { Inspection, ModelInfo, RunData } from '../../../src/shared/run.js';
import { activations, analyze, cured, findingOf, remedies } from './analyzed.js';
import type { Analyzed } from './analyzed.js';

const TS = `import * as tf from '@tensorflow/tfjs';\n`;
const net = (output: string, hidden = "tf.layers.dense({ name: 'h', units: 3, inputShape: [2], activation: 'tanh' })"): string =>
  `${TS}const model = tf.sequential({ layers: [${hidden}, ${output}] });\n`;
const FIT = `
const before = model.getWeights().map((w) => w.clone());
export const done = model.fit(tf.tensor2d([[1, 2], [3, -4]]), tf.tensor2d([[1], [0]]), { verbose: 0, epochs: 2 });
export const moved = () => model.getWeights().every((w, i) => w.notEqual(before[i]!).any().dataSync()[0] === 1);
`;

const ofModels = ({ data }: Analyzed, losses: string[]): ModelInfo[] => data.models.map((model) => ({ ...model, losses }));
const targets = (min: number, max: number): Inspection[] => [{
  step: 0, inputs: [], lossCalls: [], reduction: null, variables: null, feedback: 0, kernels: [],
  targets: [{ shape: [2, 1], mean: (min + max) / 2, std: 1, min, max, nonFinite: 0, kind: 'real', rowsSumToOne: false, labelEntropy: null, columnStd: { smallest: 1, largest: 1, constant: 0 } }],
}];

async function mended(text: string, id: string, causeId: string, data: (program: Analyzed) => Partial<RunData> = () => ({}), evidence = {}): Promise<{ text: string; program: Analyzed; title: string; changesLoss?: boolean }> {
  const before = await analyze({ 'm.ts': text }, 'm.ts');
  const { layers } = before.data;
  const last = (layers.find(({ className }) => className === 'Softmax') ?? layers.find(({ name }) => name === 'o')!).id;
  const finding = findingOf('output-activation', [last], { causeId, ...evidence });
  const remedy = remedies(before, finding, { ...before.data, ...data(before) }).find((one) => one.id === id)!;
  const files = cured(before, remedy);
  return { text: files['m.ts']!, program: await analyze(files, 'm.ts'), title: remedy.title, changesLoss: remedy.changesLoss };
}
const moves = ({ exports }: Analyzed): boolean => (exports.moved as () => boolean)();

describe('a softmax over one unit', () => {
  const output = "tf.layers.dense({ name: 'o', units: 1, activation: 'softmax' })";
  it('becomes a sigmoid, and a categorical loss a binary one', async () => {
    const compile = "model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });";
    // fit refuses one unit under this loss, fitDataset does not.
    const inDataset = FIT.replace(/model\.fit\(.*\);/, 'model.fitDataset(tf.data.array([{ xs: [1, 2], ys: [1] }, { xs: [3, -4], ys: [0] }]).batch(2), { verbose: 0, epochs: 2 });');
    const { text, program, title, changesLoss } = await mended(net(output) + compile + inDataset, 'output-activation', 'single-unit-softmax', (one) => ({ models: ofModels(one, ['categoricalCrossentropy']) }));
    expect(title).toBe('Give o the activation sigmoid and train with binaryCrossentropy');
    expect(text).toContain("loss: 'binaryCrossentropy'");
    expect(activations(program).o).toBe('sigmoid');
    expect(moves(program)).toBe(true);
    expect(changesLoss).toBe(true);
  });

  it('as a layer of its own becomes an activation layer; the loss stays where it fits', async () => {
    const compile = "model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });";
    const { program, changesLoss } = await mended(net("tf.layers.dense({ name: 'o', units: 1 }), tf.layers.softmax()") + compile + FIT, 'output-activation', 'single-unit-softmax', (one) => ({ models: ofModels(one, ['binaryCrossentropy']) }));
    expect(Object.values(activations(program))).toContain('sigmoid');
    expect(moves(program)).toBe(true);
    expect(changesLoss).toBeUndefined();
  });

  it('becomes linear where the targets are no probabilities', async () => {
    const { program } = await mended(`${net(output)}model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });${FIT}`, 'output-activation', 'single-unit-softmax', (one) => ({ models: ofModels(one, ['meanSquaredError']), inspections: targets(3, 103) }));
    expect(activations(program).o).toBe('linear');
  });

  it('is left to the user where the loss cannot be seen', async () => {
    const program = await analyze({ 'm.ts': `${net(output)}const loss = process.env.LOSS ?? 'categorical' + 'Crossentropy';\nmodel.compile({ optimizer: 'sgd', loss });` }, 'm.ts');
    const [remedy] = remedies(program, findingOf('zero-gradient', ['o'], { causeId: 'single-unit-softmax' }), { ...program.data, models: ofModels(program, ['categoricalCrossentropy']) });
    expect(remedy).toMatchObject({ id: 'output-activation', edits: [], title: 'Give o the activation sigmoid and train with binaryCrossentropy by hand' });
  });
});

describe('the activation for the loss', () => {
  it.each([
    ['a plain option', "tf.layers.dense({ name: 'o', units: 1, activation: 'relu' })", ''],
    ['none', "tf.layers.dense({ units: 1, name: 'o' })", ''],
    ['a constant', "tf.layers.dense({ name: 'o', units: 1, activation: last })", "const last = 'relu' as const;\n"],
    ['a condition', "...[3, 1].map((units) => tf.layers.dense({ name: units === 1 ? 'o' : 'i', units, activation: units === 1 ? 'relu' : 'tanh' }))", ''],
    ['a spread', "tf.layers.dense({ ...common, name: 'o', units: 1 })", "const common = { activation: 'relu' } as const;\n"],
  ])('is set where it is %s', async (_, output, before) => {
    const text = `${TS}${before}${net(output).slice(TS.length)}model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });${FIT}`;
    const { program } = await mended(text, 'output-activation', 'output-activation', (one) => ({ models: ofModels(one, ['binaryCrossentropy']) }));
    expect(activations(program)).toMatchObject({ o: 'sigmoid', h: 'tanh' });
    expect(moves(program)).toBe(true);
  });

  it('is linear for targets out of range', async () => {
    const output = "tf.layers.dense({ name: 'o', units: 1, activation: 'sigmoid' })";
    const { program } = await mended(`${net(output)}model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });${FIT}`, 'output-activation', 'output-range', (one) => ({ models: ofModels(one, ['binaryCrossentropy']) }));
    expect(activations(program).o).toBe('linear');
    expect(program.files['m.ts']).toContain("loss: 'meanSquaredError'");
  });
});

describe('a softmax applied twice', () => {
  const text = `${net("tf.layers.dense({ name: 'o', units: 2, activation: 'softmax' })")}
const loss = (yTrue: tf.Tensor, yPred: tf.Tensor): tf.Scalar => tf.losses.softmaxCrossEntropy(yTrue, yPred);
model.compile({ optimizer: 'sgd', loss });
const before = model.getWeights().map((w) => w.clone());
export const done = model.fit(tf.tensor2d([[1, 2], [3, -4]]), tf.tensor2d([[1, 0], [0, 1]]), { verbose: 0 });
export const moved = () => model.getWeights().every((w, i) => w.notEqual(before[i]!).any().dataSync()[0] === 1);
export const costs = () => [loss(tf.tensor2d([[0, 1]]), tf.tensor2d([[0.25, 0.75]])).dataSync()[0]];
`;
  it('is taken from the output', async () => {
    const { program } = await mended(text, 'output-activation', 'double-softmax', undefined, { applied: 'softmax' });
    expect(activations(program).o).toBe('linear');
    expect(moves(program)).toBe(true);
  });

  it('or from the loss, which then compares probabilities', async () => {
    const { program, changesLoss } = await mended(text, 'loss-on-probabilities', 'double-softmax', undefined, { applied: 'softmax' });
    expect(activations(program).o).toBe('softmax');
    expect(moves(program)).toBe(true);
    expect(changesLoss).toBe(true);
    // The cross-entropy of 0.75 is ln(4/3).
    expect((program.exports.costs as () => number[])()[0]).toBeCloseTo(Math.log(4 / 3), 5);
  });
});

describe('a loss that sums', () => {
  const summed = (loss: string): string => `${TS}${loss}\nexport const cost = () => lossOf(tf.tensor2d([[1], [3]]), tf.tensor2d([[0], [0]])).dataSync()[0];
const model = tf.sequential({ layers: [tf.layers.dense({ name: 'o', units: 1, inputShape: [1] })] });\n`;
  const compiled = "model.compile({ optimizer: 'sgd', loss: lossOf });";
  it.each([
    ['tf.sum', `const lossOf = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.squaredDifference(a, b));`, compiled],
    ['a method', `function lossOf(a: tf.Tensor, b: tf.Tensor) {\n  const error = a.sub(b);\n  return error.mul(error).sum().asScalar();\n}`, compiled],
    ['a sum for each example first', `const lossOf = (a: tf.Tensor, b: tf.Tensor) => a.sub(b).square().sum(1).sum();`, compiled],
    ['a reduction', `const lossOf = (a: tf.Tensor, b: tf.Tensor) => tf.losses.meanSquaredError(a, b, undefined, tf.Reduction.SUM) as tf.Tensor;`, compiled],
    ['a helper of minimize', `const lossOf = (a: tf.Tensor, b: tf.Tensor) => a.sub(b).square().sum();`, "tf.train.sgd(0.1).minimize(() => lossOf(model.predict(tf.ones([2, 1])) as tf.Tensor, tf.ones([2, 1])).asScalar());"],
  ])('averages: %s', async (_, loss, use) => {
    const program = await analyze({ 'm.ts': summed(loss) + use }, 'm.ts');
    expect((program.exports.cost as () => number)()).toBeCloseTo(10, 5);
    const remedy = remedies(program, findingOf('loss-reduction', [], { causeId: 'loss-reduction' })).find(({ id }) => id === 'mean-loss')!;
    expect(remedy.changesLoss).toBe(true);
    const after = await analyze(cured(program, remedy), 'm.ts');
    expect((after.exports.cost as () => number)()).toBeCloseTo(5, 5);
  });

  it('is left to the user where it sums several things', async () => {
    const program = await analyze({ 'm.ts': summed('const lossOf = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.squaredDifference(a, b)).add(tf.sum(tf.abs(b)));') + compiled }, 'm.ts');
    const remedy = remedies(program, findingOf('loss-reduction', [], { causeId: 'loss-reduction' })).find(({ id }) => id === 'mean-loss');
    expect(remedy).toMatchObject({ edits: [], title: 'Average the loss over the batch by hand: tf.mean in the place of tf.sum' });
  });
});
