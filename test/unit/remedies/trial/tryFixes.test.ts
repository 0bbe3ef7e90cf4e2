/** Trials with real training, in real fenced children. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tryFixes } from '../../../../src/remedies/trial/index.js';
import type { TriedFix, TrialProgress, TryFixesResult } from '../../../../src/remedies/trial/index.js';
import { bundleForTrial, trainOnce } from '../../../../src/remedies/trial/train.js';
import type { TrialProgram } from '../../../../src/remedies/trial/train.js';
import type { Finding, Remedy, RuleId } from '../../../../src/shared/report.js';
import { buildTrainer } from '../../entry/child.js';
import { findingOf } from '../analyzed.js';

/** Logistic units that hardly pass a gradient on; it learns nothing in so few steps. Left alone, it never ends. */
const DEEP = `const tf = require('@tensorflow/tfjs');
const act = 'sigmoid';
const rate = 0.1;
const model = tf.sequential();
for (let i = 0; i < 6; i++) model.add(tf.layers.dense({ units: 12, activation: act, ...(i ? {} : { inputShape: [4] }) }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.adam(rate / 10), loss: 'meanSquaredError' });
const xs = tf.randomNormal([64, 4]);
setInterval(() => undefined, 1000);
model.fit(xs, xs.sum(1, true), { epochs: 1e6, batchSize: 16, verbose: 0 });
`;

/** Nothing is wrong with it; it also tries to write a file at its end, and says much. */
const HEALTHY = `const tf = require('@tensorflow/tfjs');
const rate = 0.02;
const model = tf.sequential();
model.add(tf.layers.dense({ units: 16, activation: 'tanh', inputShape: [2] }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.adam(rate), loss: 'meanSquaredError' });
const xs = tf.randomNormal([64, 2]);
console.log('x'.repeat(10000));
model.fit(xs, xs.sum(1, true), { epochs: 6, batchSize: 16, verbose: 0 })
  .then(() => require('node:fs').writeFileSync(__dirname + '/written.txt', 'x'));
`;

let trainer: string;
let folder: string;

beforeAll(async () => {
  trainer = await buildTrainer();
  folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'try-fixes-'));
  // What others leave in the system's own one is none of these tests' business.
  process.env.TMPDIR = fs.mkdtempSync(path.join(folder, 'scratch-'));
});

afterAll(() => {
  for (const made of [trainer, folder]) fs.rmSync(made, { recursive: true, force: true });
});

function programOf(text: string): TrialProgram {
  const file = path.join(folder, 'model.js');
  fs.writeFileSync(file, 'throw new Error("What is on the disk is not what is tried.");\n');
  return {
    file, root: folder, overrides: new Map([[file, text]]), entry: null, args: [], cwd: folder, fenced: true,
    trainerPath: path.join(trainer, 'main.js'),
  };
}

/** A remedy that replaces a line of the program. */
function replacing(text: string, id: string, line: string, by: string): Remedy {
  const number = text.split('\n').indexOf(line) + 1;
  const edit = { file: 'model.js', start: { line: number, column: 1 }, end: { line: number, column: line.length + 1 }, newText: by };
  return { id, title: id, explanation: '', edits: [edit], createFiles: [], trial: null };
}

interface Watching {
  signal?: AbortSignal;
  onProgress?: (progress: TrialProgress) => void;
}

async function tried(text: string, rule: RuleId, remedies: Remedy[], watching: Watching = {}): Promise<TryFixesResult> {
  const finding: Finding & { remedies: Remedy[] } = { ...findingOf(rule, ['dense_Dense1']), remedies };
  return tryFixes({
    program: programOf(text), findings: [finding], sources: { read: () => text }, seeds: [1, 2, 3],
    limits: { steps: 32, seconds: 20 }, signal: new AbortController().signal, onProgress: () => undefined, ...watching,
  });
}

function verdicts(fixes: readonly TriedFix[]): Record<string, string | null> {
  return Object.fromEntries(fixes.map(({ remedies, trial, failure }) => [remedies.map(({ id }) => id).join('+'), trial?.verdict ?? failure]));
}

/** Throw-away folders of trials, and training processes of this test's trainer. */
function remains(): string[] {
  const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n').filter((command) => command.includes(trainer) && !command.startsWith('ps'));
  return [...fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith('gradient-inspector-')), ...processes];
}

describe('trying fixes', () => {
  it('tells what helps from what does nothing, what harms and what fails, and ranks them so', async () => {
    const progress: string[] = [];
    const { tried: fixes, failure } = await tried(DEEP, 'vanishing-gradient', [
      replacing(DEEP, 'harmful', 'const rate = 0.1;', 'const rate = 1e5;'),
      replacing(DEEP, 'useless', 'const rate = 0.1;', 'const rate = 1 / 10;'),
      replacing(DEEP, 'relu', "const act = 'sigmoid';", "const act = 'relu';"),
      replacing(DEEP, 'broken', 'const rate = 0.1;', 'const rate = ;'),
      replacing(DEEP, 'throws', 'const rate = 0.1;', "throw new Error('not today');"),
    ], { onProgress: ({ done, total, title }) => progress.push(`${done}/${total} ${title}`) });
    expect(failure).toBeNull();
    expect(verdicts(fixes)).toEqual({
      relu: 'helps', useless: 'no-effect', harmful: 'worse',
      broken: expect.stringContaining('does not parse') as string, throws: expect.stringContaining('not today') as string,
    });
    expect(fixes.slice(0, 3).map(({ remedies }) => remedies[0]!.id)).toEqual(['relu', 'useless', 'harmful']);
    const { trial } = fixes[0]!;
    expect(trial).toMatchObject({ seeds: [1, 2, 3], steps: 32, solved: true });
    expect(trial!.before.lossCurve).toHaveLength(32);
    expect(fixes[1]!.trial!.after).toEqual(fixes[1]!.trial!.before);
    expect(progress.at(-1)).toMatch(/^24\/24 /);
    await expect.poll(remains).toEqual([]);
  });

  it('praises nothing in a healthy program, and lets no program write', async () => {
    const { tried: fixes } = await tried(HEALTHY, 'vanishing-gradient', [
      replacing(HEALTHY, 'other-rate', 'const rate = 0.02;', 'const rate = 0.0201;'),
    ]);
    expect(verdicts(fixes)).toEqual({ 'other-rate': 'no-effect' });
    expect(fs.existsSync(path.join(folder, 'written.txt'))).toBe(false);
  });

  it('feeds the same batches when an edit adds a layer', async () => {
    const edited = DEEP.replace("const act", "const norm = () => tf.layers.batchNormalization();\nconst act")
      .replace('model.add(tf.layers.dense({ units: 1 }));', 'model.add(norm());\nmodel.add(tf.layers.dropout({ rate: 0.5 }));\nmodel.add(tf.layers.dense({ units: 1 }));');
    const [plain, layered] = await Promise.all([DEEP, edited].map(async (text) => {
      const program = programOf(text);
      return trainOnce(program, bundleForTrial(program, new Map()), { seed: 7 }, { steps: 17, seconds: 20 }, new AbortController().signal);
    }));
    const batches = (run: typeof plain): unknown[] => run!.data.inspections.map(({ step, inputs, targets }) => ({ step, inputs, targets }));
    expect(plain!.data.stepCount).toBe(17);
    expect(batches(plain!)).toHaveLength(6);
    expect(batches(layered!)).toEqual(batches(plain!));
    expect(layered!.data.layers.length).toBe(plain!.data.layers.length + 2);
  });

  it('says why when the program itself cannot be trained, and does not go on', async () => {
    const text = DEEP.replace('const xs', "throw new Error('no data');\nconst xs");
    const result = await tried(text, 'vanishing-gradient', [replacing(text, 'relu', "const act = 'sigmoid';", "const act = 'relu';")]);
    expect(result).toEqual({ tried: [], failure: expect.stringContaining('no data') as string });
    await expect.poll(remains).toEqual([]);
  });

  it('leaves no process and no folder behind when it is cancelled, whenever that is', async () => {
    const relu = [replacing(DEEP, 'relu', "const act = 'sigmoid';", "const act = 'relu';")];
    for (const after of [0, 4]) {
      const cancel = new AbortController();
      const { tried: fixes } = await tried(DEEP, 'vanishing-gradient', relu, {
        signal: cancel.signal, onProgress: ({ done }) => { if (done >= after) cancel.abort(); },
      });
      expect(fixes).toEqual([]);
      expect(remains()).toEqual([]);
    }
  });
});
