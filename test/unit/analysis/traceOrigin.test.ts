/** The first non-finite value of a run with adaptive capture, where it showed at a step that was not captured. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Analysis } from '../../../src/analysis/index.js';
import type { AnalysisOptions } from '../../../src/analysis/index.js';
import { buildTrainer } from '../entry/child.js';
import { folderWith, removeFolders } from './workspace.js';

// Capture of the first steps costs more than these few steps may spend on it: the bad one is not captured.
const BAD_STEP = 8;
const RETRIES = 2;

function program(scale: string): string {
  return `const tf = require('@tensorflow/tfjs');
class Log extends tf.layers.Layer {
  static className = 'Log';
  call(inputs) { return tf.log(Array.isArray(inputs) ? inputs[0] : inputs); }
}
const model = tf.sequential({ layers: [
  new Log({ inputShape: [16], name: 'log' }),
  tf.layers.dense({ units: 8, activation: 'tanh' }),
  tf.layers.dense({ units: 1 }),
] });
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
(async () => {
  for (let step = 0; step < 12; step++) {
    const xs = tf.randomUniform([32, 16], 1, 2).mul(step === ${BAD_STEP} ? -1 : ${scale});
    await model.trainOnBatch(xs, tf.ones([32, 1]));
  }
  require('node:fs').appendFileSync('ends.txt', 'end\\n');
})();
`;
}

let trainer: string;

beforeAll(async () => {
  trainer = await buildTrainer();
});

afterAll(() => {
  removeFolders();
  fs.rmSync(trainer, { recursive: true, force: true });
});

async function analyze(text: string, options: Partial<AnalysisOptions> = {}): Promise<Analysis> {
  const root = folderWith({ 'model.js': text });
  const analysis = new Analysis({
    file: path.join(root, 'model.js'), root, atLimit: 'end', backend: 'wasm', capture: 'adaptive', trainerPath: path.join(trainer, 'main.js'), ...options,
  });
  await analysis.start();
  return analysis;
}

describe('a value that is not finite at a step that was not captured', { retry: RETRIES }, () => {
  it('is traced to its layer by a second run, which leaves the user\'s files alone', async () => {
    const analysis = await analyze(program('1'));
    expect(analysis.store.value('log', 'activationMean', BAD_STEP)).toBeUndefined();
    expect(analysis.status).toMatchObject({ stopped: 'end', failure: null, steps: 12 });
    expect(analysis.store.firstNonFinite).toEqual({ step: BAD_STEP, layer: 'log', where: 'activation', weight: null });
    expect(analysis.findings.find(({ rule }) => rule === 'non-finite')).toMatchObject({ layers: ['log'], step: BAD_STEP });
    expect(analysis.status.notes).toContainEqual(expect.stringMatching(/showed at step 8, .+ run a second time, with the same seed/));
    expect(fs.readFileSync(path.join(analysis.root, 'ends.txt'), 'utf8')).toBe('end\n');
  });

  it('keeps what is known of it where the program does not repeat itself', async () => {
    const analysis = await analyze(program('(1 + Number(process.hrtime.bigint() % 1000n) / 1000)'));
    expect(analysis.store.firstNonFinite).toEqual({ step: BAD_STEP, layer: null, where: 'loss', weight: null });
    expect(analysis.status.notes).toContainEqual(expect.stringMatching(/not certain\. The program does not repeat itself: .+ another loss at step 0\. With capture set to "every"/));
  });

  it('is not traced without a seed', async () => {
    const analysis = await analyze(program('1'), { seed: null });
    expect(analysis.store.firstNonFinite).toMatchObject({ step: BAD_STEP, where: 'loss' });
    expect(analysis.status.notes).toContainEqual(expect.stringMatching(/has no seed/));
    expect(analysis.status.notes).not.toContainEqual(expect.stringMatching(/second time/));
  });
});
