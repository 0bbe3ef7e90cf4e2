/** Inputs and targets scaled where the source makes them. */
import type * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { analyze, cured, findingOf, remedies } from './analyzed.js';

const program = (data: string): string => `import * as tf from '@tensorflow/tfjs';
const load = () => ({ xs: tf.tensor2d([[0, 5], [200, 5], [400, 5]]), ys: tf.tensor2d([[1000], [2000], [3000]]) });
const model = tf.sequential({ layers: [tf.layers.dense({ name: 'o', units: 1, inputShape: [2] })] });
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
${data}
`;
const STYLES: [string, string][] = [
  ['constants', 'const xs = load().xs;\nconst ys: tf.Tensor2D = load().ys;\nexport const done = model.fit(xs, ys, { verbose: 0 });\nexport const fed = () => [xs, ys];'],
  ['a destructuring', 'const { xs, ys } = load();\nexport const done = model.fit(xs, ys, { verbose: 0 });\nexport const fed = () => [xs, ys];'],
  ['a function', 'export let fed: unknown;\nasync function train() {\n  const { xs: a, ys: b } = load();\n  fed = () => [a, b];\n  await model.fit(a, b, { verbose: 0 });\n}\nexport const done = train();'],
];

describe('scaling', () => {
  it.each(STYLES)('is done behind %s', async (_, data) => {
    const before = await analyze({ 'm.ts': program(data) }, 'm.ts');
    for (const [rule, i] of [['input-scale', 0], ['target-scale', 1]] as const) {
      const remedy = remedies(before, findingOf(rule, ['o'], { causeId: rule })).find(({ id }) => id.startsWith('scale-'))!;
      const after = await analyze(cured(before, remedy), 'm.ts');
      const columns = [...(after.exports.fed as () => tf.Tensor[])()[i]!.transpose().dataSync()];
      // 0, 200, 400 have mean 200 and standard deviation sqrt(80000 / 3); a column that is constant becomes 0.
      const z = Math.sqrt(1.5);
      const expected = i === 0 ? [-z, 0, z, 0, 0, 0] : [-z, 0, z];
      expect(columns).toEqual(expected.map((x) => expect.closeTo(x, 5) as number));
      expect(remedy.changesLoss ?? false).toBe(i === 1);
    }
  });

  it('is left to the user where the data has no name', async () => {
    const before = await analyze({ 'm.ts': program('export const done = model.fit(load().xs, load().ys, { verbose: 0 });') }, 'm.ts');
    expect(remedies(before, findingOf('input-scale', ['o'], { causeId: 'input-scale' })).find(({ id }) => id === 'scale-inputs')).toMatchObject({
      edits: [], title: 'Scale the inputs to mean 0 and standard deviation 1 by hand, where they are made',
    });
  });
});
