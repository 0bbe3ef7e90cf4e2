/** Programs of all kinds in a real training child: what arrives, and how it ends. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STATISTIC_COUNT } from '../../../src/shared/statistics.js';
import { LIFELINE_FD, type TrainerEvent } from '../../../src/shared/trainerProtocol.js';
import { buildTrainer, runProgram, type Run } from './child.js';

let folder: string;

beforeAll(async () => {
  folder = await buildTrainer();
}, 120_000);

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const MODEL = `
const tf = require('@tensorflow/tfjs');
function makeModel() {
  const model = tf.sequential();
  for (let i = 0; i < 3; i++) model.add(tf.layers.dense({ units: 8, activation: 'sigmoid', ...(i === 0 && { inputShape: [4] }) }));
  model.add(tf.layers.dense({ units: 1, activation: 'sigmoid' }));
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'binaryCrossentropy' });
  return model;
}
const xs = tf.randomNormal([32, 4]), ys = tf.randomUniformInt([32, 1], 0, 2).toFloat();
`;
const FIT = `${MODEL}\nmakeModel().fit(xs, ys, { epochs: 3, batchSize: 8, verbose: 0 });`;
const FOREVER = `${MODEL}
const model = makeModel();
const optimizer = tf.train.sgd(0.1);
for (;;) optimizer.minimize(() => tf.losses.meanSquaredError(ys, model.apply(xs)));`;

const run = (code: string, options: Partial<Parameters<typeof runProgram>[1]> = {}): Promise<Run> => runProgram(folder, { code, ...options });

const typesOf = (events: TrainerEvent[]): string[] => [...new Set(events.map(({ type }) => type))];

/** Line of a program, from 1. */
const lineOf = (code: string, text: string): number => code.slice(0, code.indexOf(text)).split('\n').length;

describe('a program that trains', () => {
  it('sends layers and models first, then every step, also when nobody awaits fit', async () => {
    const { events, steps, last, code } = await run(FIT);
    expect(typesOf(events)).toEqual(['ready', 'layers', 'models', 'step', 'finished']);
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(steps.every(({ rows, groups, values }) => rows.length === 4 && groups.every((g) => g === 15) && values.length === 4 * STATISTIC_COUNT)).toBe(true);
    expect(steps.every(({ loss, models }) => loss > 0 && models.length === 1)).toBe(true);
    expect(last).toEqual({ type: 'finished', stopped: 'end' });
    expect(code).toBe(0);
  });

  it('sends steps that are not captured, too, every one and in its order', async () => {
    const { steps, last } = await run(FOREVER, { captureFrom: 300, steps: 303 });
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 303 }, (_, i) => i));
    expect(steps.filter(({ rows }) => rows.length > 0).map(({ step }) => step)).toEqual([300, 301, 302]);
    expect(steps.every(({ loss }) => loss > 0)).toBe(true);
    expect(last).toEqual({ type: 'finished', stopped: 'steps' });
  });

  it('tells of a step that was not captured while it rests', async () => {
    const RESTS = `${MODEL}
const model = makeModel();
const rest = new Promise((resolve) => process.on('SIGUSR2', resolve));
setInterval(() => undefined, 1000);
for (let i = 0; i < 4; i++) tf.train.sgd(0.1).minimize(() => tf.losses.meanSquaredError(ys, model.apply(xs)));
rest.then(() => process.exit());`;
    const told: number[] = [];
    const { last } = await run(RESTS, {
      captureFrom: 100,
      onEvent(event, child) {
        if (event.type === 'step') told.push(event.step);
        if (told.at(-1) === 3) child.kill('SIGUSR2');
        return undefined;
      },
    });
    expect(told).toEqual([0, 1, 2, 3]);
    expect(last).toEqual({ type: 'finished', stopped: 'end' });
  });

  it('has its layers\' frames in the bundle, with the loop\'s line for each of them', async () => {
    const { events } = await run(FIT);
    const layers = events.flatMap((event) => (event.type === 'layers' ? event.layers : []));
    const column = MODEL.split('\n')[lineOf(MODEL, 'for (let i') - 1]!.indexOf('dense(') + 1;
    const calls = layers.map(({ frames }) => frames[0]);
    expect(calls.slice(0, 3)).toEqual([1, 2, 3].map(() => ({ line: lineOf(FIT, 'for (let i'), column })));
    expect(layers[3]!.frames.map(({ line }) => line)).toEqual([lineOf(FIT, 'units: 1'), lineOf(FIT, 'makeModel().fit')]);
  });

  it('is the main module of its process, with its own arguments, folder and name', async () => {
    const { output, failure } = await run(`
      console.log(JSON.stringify([require.main === module, __filename, __dirname, process.argv.slice(1), process.cwd()]));
      ${FIT}`, { args: ['--size', '3'] });
    expect(failure).toBeNull();
    const file = path.join(folder, 'program.js');
    expect(JSON.parse(output.split('\n')[0]!)).toEqual([true, file, folder, [file, '--size', '3'], folder]);
  });

  it('may be an ES module that awaits at its top level', async () => {
    const code = `const tf = globalThis[Symbol.for('gradient-inspector.tfjs')]('@tensorflow/tfjs');
      ${FIT.replace(/const tf = .*/, '').replace(/makeModel\(\)\.fit/, 'await makeModel().fit')}\nexport const after = 1;`;
    const { steps, last, events } = await run(code, { format: 'module' });
    expect(steps).toHaveLength(12);
    expect(last.type).toBe('finished');
    expect(events.flatMap((event) => (event.type === 'layers' ? event.layers : []))[0]!.frames.length).toBeGreaterThan(0);
  });

  it('gives the same numbers again for the same seed, with and without histograms, and others for another', async () => {
    const [first, second, third] = await Promise.all([run(FIT, { seed: 5 }), run(FIT, { seed: 5, histograms: false }), run(FIT, { seed: 6 })]);
    const losses = ({ steps }: Run): number[] => steps.map(({ loss }) => loss);
    expect(losses(second!)).toEqual(losses(first!));
    expect(losses(third!)).not.toEqual(losses(first!));
    expect(first!.steps[0]!.histograms).not.toBeNull();
    expect(second!.steps[0]!.histograms).toBeNull();
  });

  it('prints the same losses with capture off', async () => {
    const code = FIT.replace('verbose: 0', 'verbose: 0, callbacks: { onBatchEnd: (_, { loss }) => console.log(loss) }');
    const [on, off] = await Promise.all([run(code), run(code, { capture: 'off' })]);
    expect(off!.steps).toEqual([]);
    expect(off!.output.split('\n').length).toBeGreaterThan(12);
    expect(off!.output).toBe(on!.output);
  });

  it('that ends its process after a step has come to its end', async () => {
    const { last, steps, code } = await run(FIT.replace('verbose: 0', 'verbose: 0, callbacks: { onBatchEnd: () => process.exit(0) }'));
    expect(last).toEqual({ type: 'finished', stopped: 'end' });
    expect(steps).toHaveLength(1);
    expect(code).toBe(0);
  });
});

describe('a budget', () => {
  it('of steps ends even a loop that never yields', async () => {
    const { last, steps } = await run(FOREVER, { steps: 20 });
    expect(last).toEqual({ type: 'finished', stopped: 'steps' });
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it('of seconds does too', async () => {
    const { last, steps } = await run(FOREVER, { seconds: 0.5 });
    expect(last).toEqual({ type: 'finished', stopped: 'seconds' });
    expect(steps.length).toBeGreaterThan(0);
  });

  it('may pause instead, and go on with more', async () => {
    let pauses = 0;
    const { events, steps } = await run(FOREVER, {
      steps: 4, atLimit: 'pause',
      onEvent: (event, child) => {
        if (event.type !== 'paused') return undefined;
        if (pauses++ > 0) child.kill();
        return { type: 'continue', steps: 9, seconds: null };
      },
    });
    expect(events.flatMap((event, i) => (event.type === 'paused' ? [[event.at, events.slice(0, i).filter(({ type }) => type === 'step').length]] : [])))
      .toEqual([['steps', 4], ['steps', 9]]);
    expect(steps).toHaveLength(9);
  });
});

describe('a host that goes away', () => {
  it('ends a program in an endless loop that trains nothing', async () => {
    const { code, signal } = await run('require("node:fs").writeSync(1, "looping\\n"); for (;;);', {
      onEvent: (event, child) => {
        if (event.type === 'ready') child.stdout!.once('data', () => child.stdio.at(LIFELINE_FD)!.destroy());
        return undefined;
      },
    });
    expect([code, signal]).toEqual([null, 'SIGKILL']);
  });

  it('ends a paused one', async () => {
    const { events, signal, code } = await run(FOREVER, {
      steps: 2, atLimit: 'pause',
      onEvent: (event, child) => {
        if (event.type === 'paused') child.stdio[4]!.destroy();
        return undefined;
      },
    });
    expect(events.at(-1)!.type).toBe('paused');
    expect([code, signal]).toEqual([0, null]);
  });
});

describe('a failure', () => {
  const cases: [string, string, { kind: string; message: RegExp; at?: string }][] = [
    ['an error thrown', `${MODEL}\nthrow new TypeError('boom');`, { kind: 'throw', message: /^TypeError: boom$/, at: 'new TypeError' }],
    ['an error thrown later', `setTimeout(() => {\n  throw new Error('late');\n}, 1);`, { kind: 'throw', message: /late/, at: 'new Error' }],
    ['a rejection', `${MODEL}\nmakeModel().fit(xs, tf.zeros([3, 1]));`, { kind: 'rejection', message: /samples/ }],
    ['process.exit before a step', `${MODEL}\nif (xs)\n  process.exit(4);`, { kind: 'exit', message: /process\.exit\(4\)/, at: 'process.exit' }],
    ['document', `const el =\n  document.getElementById('x');`, { kind: 'browser-api', message: /`document`.*browsers only.*Export/, at: 'document' }],
    ['a relative fetch', `fetch('/data.json').then((r) => r.json());`, { kind: 'browser-api', message: /\/data\.json/ }],
    ['a host that cannot be reached', `fetch('http://127.0.0.1:59999/x').then((r) => r.json());`, { kind: 'network', message: /127\.0\.0\.1/ }],
    ['a missing package', `require('no-such-package');`, { kind: 'missing-module', message: /'no-such-package'/ }],
    ['no exports', `const answer = 42;`, { kind: 'no-training', message: /and it exports nothing\./ }],
    ['nothing at all', `exports.answer = 42;`, { kind: 'no-training', message: /none of its exports \(answer\)/ }],
    ['a training function that needs arguments', `exports.train = (data) => data;`, { kind: 'no-training', message: /'train' cannot be called without/ }],
    ['a training function that does not train', `exports.train = () => 1;`, { kind: 'no-training', message: /'train'.*without a training step/ }],
    ['no such entry', `exports.a = () => 1;`, { kind: 'no-training', message: /no export named 'wanted'.*exports a\./ }],
  ];

  it.each(cases)('%s', async (name, code, { kind, message, at }) => {
    const { failure, code: exitCode } = await run(code, name === 'no such entry' ? { entry: 'wanted' } : {});
    expect(failure).toMatchObject({ kind, message: expect.stringMatching(message) as unknown });
    if (at) expect(failure!.frames[0]!.line).toBe(lineOf(code, at));
    expect(exitCode).toBe(1);
  });

  it('after some steps lets them stand', async () => {
    const { steps, failure } = await run(FIT.replace('verbose: 0', 'verbose: 0, callbacks: { onEpochEnd: () => { throw new Error("no more"); } }'));
    expect(steps).toHaveLength(4);
    expect(failure).toMatchObject({ message: expect.stringContaining('no more') as unknown });
  });

  it('is the program\'s own affair where it has a handler for it', async () => {
    const { last, output } = await run(`process.on('uncaughtException', (e) => console.log('caught', e.message));
      setTimeout(() => { throw new Error('mine'); }, 1);\n${FIT}`);
    expect(output).toContain('caught mine');
    expect(last).toEqual({ type: 'finished', stopped: 'end' });
  });
});

describe('exports', () => {
  const entryOf = ({ events }: Run): TrainerEvent | undefined => events.find(({ type }) => type === 'entry');

  it.each([
    ['train', 'exports.train = async () => { await makeModel().fit(xs, ys, { epochs: 1, verbose: 0 }); };'],
    ['default', 'module.exports = () => makeModel().fit(xs, ys, { epochs: 1, verbose: 0 });'],
  ])('a function is called: %s', async (name, code) => {
    const result = await run(MODEL + code);
    const how = name === 'train' ? 'call' : 'train';
    if (how === 'call') expect(entryOf(result)).toEqual({ type: 'entry', name, how, dataKind: 'program' });
    expect(result.steps).toHaveLength(1);
    expect(result.last.type).toBe('finished');
  });

  it.each([
    ['model', 'exports.model = makeModel();'],
    ['model', 'exports.model = Promise.resolve(makeModel());'],
    ['createModel', 'exports.createModel = makeModel;'],
    ['default', 'exports.default = async () => ({ model: makeModel(), other: 1 });'],
  ])('a model is trained on made-up data: %s, %s', async (name, code) => {
    const result = await run(MODEL + code);
    expect(entryOf(result)).toEqual({ type: 'entry', name, how: 'train', dataKind: 'synthetic' });
    expect(result.steps.length).toBeGreaterThanOrEqual(50);
    expect(result.last).toEqual({ type: 'finished', stopped: 'end' });
  });

  it.each([
    ['xs and ys', 'Object.assign(exports, { xs, ys })'],
    ['arrays', 'exports.trainData = { inputs: xs.arraySync(), labels: ys.arraySync() }'],
    ['a loader', 'exports.loadData = async () => [xs, ys]'],
    ['a dataset', 'exports.dataset = tf.data.zip({ xs: tf.data.array(xs.arraySync()), ys: tf.data.array(ys.arraySync()) }).batch(32)'],
  ])('a model is trained on the data beside it: %s', async (_, code) => {
    const result = await run(`${MODEL} exports.buildModel = makeModel; ${code};`);
    expect(entryOf(result)).toEqual({ type: 'entry', name: 'buildModel', how: 'train', dataKind: 'program' });
    expect(result.steps).toHaveLength(5);
  });

  it('that compete are listed, and the one that is named is taken', async () => {
    const code = `${MODEL} exports.generatorModel = () => makeModel(); exports.criticModel = () => makeModel(); exports.size = 3;`;
    expect((await run(code)).last).toEqual({ type: 'candidates', names: ['generatorModel', 'criticModel'] });
    expect(entryOf(await run(code, { entry: 'criticModel' }))).toMatchObject({ name: 'criticModel', how: 'train' });
    expect((await run(code, { entry: 'generator' })).last).toEqual({ type: 'candidates', names: ['generatorModel', 'criticModel'] });
  });

  it('may be made by functions whose names say only that they make something', async () => {
    const code = `const tf = require('@tensorflow/tfjs');
      const make = (units) => tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [2] })] });
      exports.createWide = () => make(32);
      exports.createDeep = () => make(2);
      exports.add = (a, b) => a + b;`;
    expect((await run(code)).last).toMatchObject({ type: 'candidates', names: expect.arrayContaining(['createWide', 'createDeep']) });
    expect(entryOf(await run(code, { entry: 'createDeep' }))).toMatchObject({ name: 'createDeep', how: 'train' });
  });

  it('of an embedding classifier get whole numbers and classes', async () => {
    const result = await run(`const tf = require('@tensorflow/tfjs');
      exports.model = tf.sequential({ layers: [
        tf.layers.embedding({ inputDim: 11, outputDim: 4, inputLength: 6 }), tf.layers.flatten(), tf.layers.dense({ units: 3, activation: 'softmax' })] });`);
    expect(result.failure).toBeNull();
    // Three classes at random: the loss starts around ln 3.
    expect(result.steps[0]!.loss).toBeCloseTo(Math.log(3), 0);
  });
});

describe('the fence', () => {
  const flag = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
  const fenced = async (code: string): Promise<Run> => {
    const scratch = fs.mkdtempSync(path.join(folder, 'scratch-'));
    return run(code, { fence: { scratch }, nodeFlags: [flag, '--allow-fs-read=*', `--allow-fs-write=${scratch}`, '--allow-worker', '--no-warnings'] });
  };

  it.each([
    ['write a file', 'require("node:fs").writeFileSync(__filename + ".txt", "x");'],
    ['start a process', 'require("node:child_process").execSync("true");'],
    ['fetch', 'fetch("http://127.0.0.1:9/");'],
    ['open a socket', 'require("node:net").connect(9, "127.0.0.1");'],
    ['send a signal', 'process.kill(process.ppid, "SIGUSR2");'],
    ['start a worker', 'new (require("node:worker_threads").Worker)("process.exit()", { eval: true });'],
  ])('does not let the program %s', async (_, code) => {
    expect((await fenced(code)).failure).toMatchObject({ kind: 'fence', message: expect.stringContaining('fenced') as unknown });
  });

  it('lets it train', async () => {
    expect((await fenced(FIT)).steps).toHaveLength(12);
  });

  it('lets it save its model, elsewhere', async () => {
    const code = `require('@tensorflow/tfjs-node');\n${FIT.replace(/;\s*$/, '')}.then(() => undefined);
      makeModel().save('file://' + __dirname + '/saved').then(() => console.log('saved'));`;
    const result = await fenced(code);
    expect(result.output).toContain('saved');
    expect(fs.existsSync(path.join(folder, 'saved'))).toBe(false);
  });
});
