/** A native package that our own runtime cannot load runs in another Node. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Analysis } from '../../../src/analysis/index.js';
import type { AnalysisOptions } from '../../../src/analysis/index.js';
import { NODE, standIn, writePackage } from '../backend/nativeStandIn.js';
import { buildTrainer } from '../entry/child.js';

const NAME = process.platform === 'win32' ? 'node.exe' : 'node';
const { PATH } = process.env;

let trainer: string;
let workspace: string;
/** A second Node: the same under another name. */
let other: string;

beforeAll(async () => {
  trainer = await buildTrainer();
  workspace = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-inspector-plain-node-')));
  fs.writeFileSync(path.join(workspace, 'model.js'), `const tf = require('@tensorflow/tfjs');
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
model.fit(tf.ones([8, 2]), tf.ones([8, 1]), { epochs: 3, verbose: 0 });
`);
  other = path.join(workspace, 'bin', NAME);
  fs.mkdirSync(path.dirname(other));
  try {
    fs.linkSync(process.execPath, other);
  } catch {
    fs.copyFileSync(process.execPath, other);
  }
});

afterAll(() => {
  process.env.PATH = PATH;
  fs.rmSync(workspace, { recursive: true, force: true });
  fs.rmSync(trainer, { recursive: true, force: true });
});

async function analyze(options: Partial<AnalysisOptions> = {}): Promise<Analysis> {
  const analysis = new Analysis({ file: path.join(workspace, 'model.js'), root: workspace, atLimit: 'end', trainerPath: path.join(trainer, 'main.js'), ...options });
  await analysis.start();
  return analysis;
}

const REASON = `${NODE} is installed, but its native library could not be loaded: External buffers are not allowed.`;

describe('with a native package that this runtime cannot load', () => {
  beforeAll(() => writePackage(workspace, NODE, '4.22.0', standIn({ gpu: false, refuses: process.execPath })));

  it.each(['auto', 'tensorflow'] as const)('and a Node on PATH that can, the run is there (%s)', async (backend) => {
    process.env.PATH = `${path.dirname(process.execPath)}${path.delimiter}${path.dirname(other)}`;
    const { status } = await analyze({ backend });
    expect(status.failure).toBeNull();
    expect(status).toMatchObject({ backend: { name: 'tensorflow', label: 'TensorFlow 2.9.1 (CPU)' }, steps: 3, stopped: 'end' });
    expect(status.notes).toContain(`${REASON} So the program runs in Node ${process.versions.node} (${other}).`);
  });

  it('and no other Node on PATH, the run is on the next backend, and says what to do', async () => {
    process.env.PATH = path.dirname(process.execPath);
    const { status } = await analyze();
    expect(status).toMatchObject({ backend: { name: 'wasm' }, steps: 3 });
    expect(status.notes).toEqual([expect.stringMatching(/There is no other Node, 20 or later, on PATH to try: .*gradientInspector\.nodePath/)]);
  });

  it('asked for by name without another Node, the failure stands', async () => {
    process.env.PATH = path.dirname(process.execPath);
    const { status } = await analyze({ backend: 'tensorflow' });
    expect(status).toMatchObject({ stopped: 'error', steps: 0, failure: { message: expect.stringContaining(REASON) as string } });
  });

  it('a runtime that the user has set is not second-guessed', async () => {
    process.env.PATH = path.dirname(other);
    const { status } = await analyze({ nodePath: process.execPath });
    expect(status).toMatchObject({ backend: { name: 'wasm' }, notes: [] });
  });

  it('and one that cannot either, both are told', async () => {
    writePackage(workspace, NODE, '4.22.0', `throw new Error('libtensorflow.so.2: no such file');`);
    process.env.PATH = path.dirname(other);
    const { status } = await analyze();
    expect(status).toMatchObject({ backend: { name: 'wasm' }, steps: 3 });
    expect(status.notes).toEqual([expect.stringContaining(`Node ${process.versions.node} (${other}) was tried too, and cannot either.`)]);
  });

  it('a runtime that ends in loading it is as good as one that cannot', async () => {
    writePackage(workspace, NODE, '4.22.0', `if (process.execPath !== ${JSON.stringify(other)}) process.exit(7);\n${standIn({ gpu: false })}`);
    process.env.PATH = path.dirname(other);
    const { status } = await analyze();
    expect(status).toMatchObject({ backend: { name: 'tensorflow' }, steps: 3, stopped: 'end' });
    expect(status.notes).toEqual([expect.stringContaining(`${NODE} is installed, but this runtime ended in loading it. So the program runs in Node`)]);
  });
});
