import { describe, expect, it } from 'vitest';
import type { SourceSite } from '../../../src/shared/run.js';
import { bundle, layersMadeBy, workspace } from './workspace.js';

/** What stands in the source where a layer's site points to, up to the end of the line. */
function textAt(files: Record<string, string>, site: SourceSite): string {
  return files[site.file]!.split('\n')[site.line - 1]!.slice(site.column - 1);
}

async function sitesOf(files: Record<string, string>, main: string): Promise<{ name: string; site: string; callers: string[] }[]> {
  const program = await bundle(workspace(files), main);
  return layersMadeBy(program).layers.map(({ layer: { name }, frames }) => {
    const [site, ...callers] = program.locateAll(frames);
    return { name, site: textAt(files, site!), callers: callers.map((caller) => `${caller.file}:${caller.line}: ${textAt(files, caller)}`) };
  });
}

describe('locating layers in the user\'s source with the stacks of a real V8', () => {
  it('finds plain calls, several on one line, and chains over several lines', async () => {
    const files = {
      'model.ts': `import * as tf from '@tensorflow/tfjs-node';
interface Shape { units: number }
const shape: Shape = { units: 4 };
const model = tf.sequential({ layers: [tf.layers.dense({ name: 'a', units: shape.units, inputShape: [2] }), tf.layers.dense({ name: 'b', units: 1 })] });
const input = tf.input({ shape: [3] });
const output = tf.layers
  .dense({ name: 'c', units: 2 })
  .apply(tf.layers.reLU({ name: 'd' }).apply(tf.layers.dense({ name: 'e', units: 4 }).apply(input))) as tf.SymbolicTensor;
export { model, output };
`,
    };
    const sites = Object.fromEntries((await sitesOf(files, 'model.ts')).map(({ name, site }) => [name, site]));
    expect(sites.a).toMatch(/^tf\.layers\.dense\(\{ name: 'a'/);
    expect(sites.b).toMatch(/^tf\.layers\.dense\(\{ name: 'b'/);
    expect(sites.c).toMatch(/^tf\.layers$/);
    expect(sites.d).toMatch(/^tf\.layers\.reLU\(\{ name: 'd'/);
    expect(sites.e).toMatch(/^tf\.layers\.dense\(\{ name: 'e'/);
  });

  it('finds calls in files whose names have spaces, other scripts and percent signs', async () => {
    const text = `import * as tf from '@tensorflow/tfjs';
import { more } from '../модель/слой';
export const layers = [tf.layers.dense({ name: 'main', units: 1 }), more];
`;
    const files = {
      'größe 100%/my model.ts': text,
      'модель/слой.ts': `import * as tf from '@tensorflow/tfjs';\nexport const more = tf.layers.dense({ name: 'more', units: 2 });\n`,
    };
    const sites = Object.fromEntries((await sitesOf(files, 'größe 100%/my model.ts')).map(({ name, site }) => [name, site]));
    expect(sites.main).toMatch(/^tf\.layers\.dense\(\{ name: 'main'/);
    expect(sites.more).toMatch(/^tf\.layers\.dense\(\{ name: 'more'/);
  });

  it('finds calls in loops, helpers of other files with their callers, arrows and aliases', async () => {
    const files = {
      'src/train.ts': `import { sequential, layers as l } from '@tensorflow/tfjs';
import { block } from './blocks';
const model = sequential();
for (let i = 0; i < 2; i++) model.add(l.dense({ name: 'loop' + i, units: 3, inputShape: [3] }));
const make = (name: string) => l.dense({ name, units: 2 });
['x', 'y'].forEach((name) => model.add(make(name)));
  model.add(block('helped'));
`,
      'src/blocks.ts': `import { layers } from '@tensorflow/tfjs';

const { dense } = layers;
export function block(name: string) {
    const units: number = 5; return dense({ name, units });
}
`,
    };
    const sites = Object.fromEntries((await sitesOf(files, 'src/train.ts')).map(({ name, ...rest }) => [name, rest]));
    expect(sites.loop0!.site).toMatch(/^l\.dense\(\{ name: 'loop'/);
    expect(sites.loop1!.site).toBe(sites.loop0!.site);
    expect(sites.x!.site).toMatch(/^l\.dense\(\{ name, units: 2/);
    expect(sites.x!.callers[0]).toMatch(/^src\/train\.ts:6: make\(name\)/);
    expect(sites.helped!.site).toMatch(/^dense\(\{ name, units \}/);
    expect(sites.helped!.callers).toEqual(["src/train.ts:7: block('helped'));"]);
  });

  it('finds `new MyLayer(...)` and not what its constructor does, written out or not', async () => {
    const files = {
      'custom.js': `const tf = require('@tensorflow/tfjs');
class Scale extends tf.layers.Layer {
  constructor(config) { super(config); this.factor = 2; }
  static get className() { return 'Scale'; }
}
class Plain extends tf.layers.Layer { static get className() { return 'Plain'; } }
class Fields extends Scale { kind = 'fields'; }
module.exports = [new Scale({ name: 'scale' }), new Plain({ name: 'plain' }),
  new Fields({ name: 'fields' })];
`,
    };
    const sites = Object.fromEntries((await sitesOf(files, 'custom.js')).map(({ name, site }) => [name, site]));
    expect(sites.scale).toMatch(/^new Scale\(/);
    expect(sites.plain).toMatch(/^new Plain\(/);
    expect(sites.fields).toMatch(/^new Fields\(/);
  });

  it('finds the inner layers of wrappers, and stays exact in files that know themselves', async () => {
    const files = {
      'rnn.ts': `import * as tf from '@tensorflow/tfjs';
import * as path from 'path';
/* é */ const here = path.join(__dirname, 'x'), layer = tf.layers.bidirectional({ name: 'bi', layer: tf.layers.lstm({ name: 'inner', units: 2 }) as tf.RNN }), there = __filename;
if (require.main === module) tf.layers.timeDistributed({ name: 'timed', layer: tf.layers.dense({ name: 'each', units: 3 }) });
export { here, there, layer };
`,
    };
    // The wrapper makes copies of its inner layer; the user's own is the first.
    const sites = Object.fromEntries((await sitesOf(files, 'rnn.ts')).reverse().map(({ name, site }) => [name, site]));
    expect(sites.bi).toMatch(/^tf\.layers\.bidirectional\(/);
    expect(sites.inner).toMatch(/^tf\.layers\.lstm\(/);
    expect(sites.timed).toMatch(/^tf\.layers\.timeDistributed\(/);
    expect(sites.each).toMatch(/^tf\.layers\.dense\(/);
  });
});
