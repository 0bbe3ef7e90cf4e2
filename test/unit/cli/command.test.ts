import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Log } from 'sarif';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../../../package.json';
import { RunFileReader } from '../../../src/run/file/index.js';
import type { Report } from '../../../src/shared/report.js';
import { buildCommand, runCommand } from './build.js';
import type { Ended } from './build.js';

let folder: string;
beforeAll(async () => { folder = await buildCommand(); }, 120_000);
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const schema = JSON.parse(fs.readFileSync(path.resolve(import.meta.dirname, '../../../docs/report.schema.json'), 'utf8')) as object;
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

/** A net of dense layers of 8 units, one to a line from line 3 on, and its training. */
function program(activation: string, layers: number, epochs = 4, more = ''): string {
  const layer = `model.add(tf.layers.dense({ units: 8, inputShape: [4], activation: '${activation}' }));\n`;
  return `const tf = require('@tensorflow/tfjs');
const model = tf.sequential();
${layer.repeat(layers)}model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
console.log('arguments:', process.argv.slice(2).join(' '));
${more}
model.fit(tf.randomNormal([32, 4]), tf.randomNormal([32, 1]), { epochs: ${epochs}, batchSize: 16, verbose: 0 });
`;
}

async function analyze(text: string, args: readonly string[] = [], name = 'model.js', interrupt?: string): Promise<Ended> {
  fs.writeFileSync(path.join(folder, name), text);
  return runCommand(folder, ['analyze', name, '--backend', 'wasm', ...args], interrupt);
}

function reportAt(name: string): Report {
  const report = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')) as Report;
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  return report;
}

describe('gradient-inspector analyze', { timeout: 60_000 }, () => {
  it('trains the program to its end and says where each layer stands', async () => {
    const { code, stdout } = await analyze(program('relu', 2));
    expect(code).toBe(0);
    expect(stdout).toContain('model.js  8 steps');
    expect(stdout).toMatch(/model\.js:3\n/);
    expect(stdout).toMatch(/model\.js:4\n/);
    expect(stdout).toMatch(/loss .* → /);
  });

  it('names a vanishing gradient with cause and fix, and fails on it when asked to', async () => {
    const args = ['--json', 'vanishing.json', '--fail-on', 'warning'];
    const { code, stdout } = await analyze(program('sigmoid', 10), args);
    expect(code).toBe(1);
    expect(stdout).toContain('vanishing-gradient');
    expect(stdout).toMatch(/Cause {5}\S/);
    expect(stdout).toMatch(/Fix {7}\S/);
    const report = reportAt('vanishing.json');
    expect(report).toMatchObject({ file: 'model.js', root: folder, backend: 'wasm', seed: 1, steps: 8, stopped: 'end', error: null });
    expect(report.series.loss).toHaveLength(8);
    expect(report.layers[0].site).toEqual({ file: 'model.js', line: 3, column: 11 });
    expect(report.findings[0].rule).toBe('vanishing-gradient');
  });

  it('tries the fixes and tells what each showed, in the terminal and in the reports', async () => {
    const { code, stdout, stderr } = await analyze(program('sigmoid', 10), ['--trials', '--json', 'tried.json', '--sarif', 'tried.sarif']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/fix(es)? tried helps?\./);
    expect(stdout).toMatch(/Helps: the\s+finding is gone, loss \d/);
    const { remedies } = reportAt('tried.json').findings[0];
    const tried = remedies.filter(({ trial }) => trial !== null);
    expect(tried.map(({ id }) => id)).toEqual(remedies.filter(({ edits }) => edits.length > 0).map(({ id }) => id));
    expect(remedies[0].trial).toMatchObject({ verdict: 'helps', solved: true, steps: 8, seeds: [1, 2, 3] });
    const [run] = (JSON.parse(fs.readFileSync(path.join(folder, 'tried.sarif'), 'utf8')) as Log).runs;
    expect(run.results![0].fixes![0].description!.text).toContain('Tried: helps: the finding is gone, loss');
  });

  it('puts the JSON alone on stdout, the program\'s output on stderr, and hands arguments on', async () => {
    const args = ['--json', '-', '--steps', '3', '--seed', '7', '--', 'one', '--two'];
    const { code, stdout, stderr } = await analyze(program('relu', 1), args);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as Report;
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    expect(report).toMatchObject({ steps: 3, stopped: 'steps', seed: 7 });
    expect(stderr).toContain('arguments: one --two');
  });

  it('gives the same losses for the same seed, and others for another', async () => {
    const losses = async (seed: string): Promise<Report['series']['loss']> => {
      const { stdout } = await analyze(program('relu', 1), ['--json', '-', '--seed', seed]);
      return (JSON.parse(stdout) as Report).series.loss;
    };
    const first = await losses('1');
    expect(await losses('1')).toEqual(first);
    expect(await losses('2')).not.toEqual(first);
  });

  it('writes the findings as SARIF and the run as a page that is complete in itself', async () => {
    const { code } = await analyze(program('sigmoid', 10), ['--sarif', 'out.sarif', '--html', 'out.html']);
    expect(code).toBe(0);
    const [run] = (JSON.parse(fs.readFileSync(path.join(folder, 'out.sarif'), 'utf8')) as Log).runs;
    expect(run.results![0]).toMatchObject({
      ruleId: 'vanishing-gradient', locations: [{ physicalLocation: { artifactLocation: { uri: 'model.js' }, region: { startLine: 3 } } }],
    });
    expect(run.results![0].fixes!.length).toBeGreaterThan(0);
    const page = fs.readFileSync(path.join(folder, 'out.html'), 'utf8');
    const types = [...page.matchAll(/<script type="application\/json">(.*)<\/script>/g)]
      .map(([, json]) => (JSON.parse(json) as { type: string }).type);
    // Eleven layers, three tensors each, eight steps.
    expect(types.filter((type) => type === 'histogram')).toHaveLength(11 * 3 * 8);
    expect(types).toEqual(expect.arrayContaining(['reset', 'layers', 'steps', 'findings']));
    expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
  });

  it('writes the whole run to a file, which says what the report says', async () => {
    const { code } = await analyze(program('sigmoid', 10), ['--run', 'out.gradrun', '--json', 'out.json']);
    expect(code).toBe(0);
    const reader = new RunFileReader();
    reader.push(fs.readFileSync(path.join(folder, 'out.gradrun')));
    expect(reader).toMatchObject({ isComplete: true, root: folder, status: { phase: 'done', file: 'model.js' } });
    const { series, layers, findings } = reportAt('out.json');
    const { store } = reader;
    expect(Array.from({ length: store.stepCount }, (_, step) => store.loss(step))).toEqual(series.loss);
    expect(store.layers.map(({ id, site }) => [id, site])).toEqual(layers.map(({ id, site }) => [id, site]));
    expect(reader.findings.map(({ message }) => message)).toEqual(findings.map(({ message }) => message));
    for (const { id } of layers) expect(store.histogram(id, 7, 'weightGradient')).not.toBeNull();
  });

  it('puts SARIF alone on stdout, also when the program fails', async () => {
    const { code, stdout } = await analyze('console.log("hello");\nnull.x;\n', ['--sarif', '-', '--html', 'failed.html']);
    expect(code).toBe(2);
    const [run] = (JSON.parse(stdout) as Log).runs;
    expect(run.invocations![0]).toMatchObject({
      executionSuccessful: false, toolExecutionNotifications: [{ locations: [{ physicalLocation: { region: { startLine: 2 } } }] }],
    });
    expect(fs.readFileSync(path.join(folder, 'failed.html'), 'utf8')).toContain('"failure":{"message":');
  });

  it.each([
    ['a syntax error', 'const a = 1;\nconst b = ;\n', 'bad.ts', 2],
    ['a missing import', 'import { x } from \'./nowhere\';\nconsole.log(x);\n', 'bad.ts', 1],
    ['a throw', 'function f(x: any) {\n  return x.y.z;\n}\nf({});\n', 'bad.ts', 2],
    ['a browser\'s API', 'const a = 1;\ndocument.body.append(String(a));\n', 'bad.js', 2],
    ['an early process.exit', 'const a = 1;\nprocess.exit(a);\n', 'bad.js', 2],
  ])('tells %s at its line, with code 2 and a report', async (_, text, name, line) => {
    const { code, stderr } = await analyze(text, ['--json', 'bad.json'], name);
    expect(code).toBe(2);
    expect(stderr).toContain(`at ${name}:${line}:`);
    const report = reportAt('bad.json');
    expect(report).toMatchObject({ stopped: 'error', steps: 0, error: { file: name, line } });
    expect(report.error!.message).not.toBe('');
  });

  it('says when there is nothing to train', async () => {
    const { code, stderr } = await analyze('console.log("hello");\n');
    expect(code).toBe(2);
    expect(stderr).toContain('without a training step');
  });

  it('lists the exports to choose from, once, and trains the one that is chosen', async () => {
    const factory = '() => tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });';
    const text = `const tf = require('@tensorflow/tfjs');\nexports.createWide = ${factory}\nexports.createDeep = ${factory}\n`;
    const open = await analyze(text, [], 'two.js');
    expect(open.code).toBe(3);
    expect(open.stderr.match(/createWide/g)).toHaveLength(1);
    expect(open.stderr).toContain('--entry createDeep');
    const chosen = await analyze(text, ['--entry', 'createDeep', '--json', 'two.json', '--steps', '5'], 'two.js');
    expect(chosen.code).toBe(0);
    expect(reportAt('two.json')).toMatchObject({ data: 'synthetic', steps: 5, layers: [{ site: { file: 'two.js', line: 3 } }] });
  });

  it('keeps what was captured before the program failed', async () => {
    const more = 'setTimeout(() => { throw new Error("too late"); }, 0);';
    const late = program('relu', 1, 1000, more).replace('verbose: 0', 'verbose: 0, yieldEvery: \'batch\'');
    const { code, stdout, stderr } = await analyze(late, ['--json', 'late.json']);
    expect(code).toBe(2);
    expect(stderr).toContain('Error: too late');
    const report = reportAt('late.json');
    expect(report.steps).toBeGreaterThan(0);
    expect(report.error).toMatchObject({ file: 'model.js' });
    expect(stdout).toContain('dense');
  });

  it('runs the program in the current folder, in that of --cwd, or in the package of a file that lies elsewhere', async () => {
    const elsewhere = fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-inspector-package-'));
    fs.mkdirSync(path.join(elsewhere, 'src'));
    fs.writeFileSync(path.join(elsewhere, 'package.json'), '{}');
    const file = path.join(elsewhere, 'src/where.js');
    fs.writeFileSync(file, 'console.log(`in ${require("path").basename(process.cwd())}.`);');
    const where = async (args: readonly string[]): Promise<string | undefined> =>
      /in (.*)\./.exec((await runCommand(folder, ['analyze', ...args, '--backend', 'wasm'])).stdout)?.[1];
    try {
      expect(await where([file])).toBe(path.basename(elsewhere));
      expect(await where([file, '--cwd', path.join(elsewhere, 'src')])).toBe('src');
      fs.copyFileSync(file, path.join(folder, 'where.js'));
      expect(await where(['where.js'])).toBe(path.basename(folder));
    } finally {
      fs.rmSync(elsewhere, { recursive: true });
    }
    const { code, stderr } = await runCommand(folder, ['analyze', 'where.js', '--cwd', 'nowhere']);
    expect([code, stderr]).toEqual([3, expect.stringContaining('--cwd nowhere is no folder')]);
  });

  it('ends an endless loop before the first step five seconds after its limit, and says where it is', async () => {
    const { code, stderr } = await analyze('const wait = () => {\n  for (;;) Math.random();\n};\nwait();\n', ['--seconds', '1', '--json', 'loop.json']);
    expect(code).toBe(2);
    expect(stderr).toContain('No training step within 1 second: the program is still at this line.');
    expect(reportAt('loop.json')).toMatchObject({ stopped: 'timeout', steps: 0, error: { file: 'model.js', line: 2 } });
  });

  it('on Ctrl+C ends the program and still writes the report', async () => {
    const { code } = await analyze(program('relu', 1, 1e7, 'console.log("begins");'), ['--json', 'stopped.json'], 'model.js', 'begins');
    expect(code).toBe(0);
    expect(reportAt('stopped.json')).toMatchObject({ stopped: 'user' });
  });

  it.each([
    [['analyze', 'there-is-no-such.ts'], 'There is no file there-is-no-such.ts.'],
    [['analyze', 'model.js', '--json', 'no/such/folder.json'], 'there is no such folder'],
    [['analyze', 'model.js', '--sarif', 'nowhere/x.sarif'], '--sarif nowhere/x.sarif: there is no such folder.'],
    [['analyze', 'model.js', '--html', '.'], '--html . is a folder.'],
    [['analyze', 'model.js', '--run', 'nowhere/x.gradrun'], '--run nowhere/x.gradrun: there is no such folder.'],
    [['frobnicate'], 'There is no command'],
    [['analyze', '.'], '. is a folder'],
    [['analyze', 'data.json'], 'data.json is not a program'],
  ])('refuses %j with code 3', async (args, message) => {
    fs.writeFileSync(path.join(folder, 'model.js'), '');
    fs.writeFileSync(path.join(folder, 'data.json'), '{}');
    const { code, stdout, stderr } = await runCommand(folder, args);
    expect(code).toBe(3);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
  });

  it('explains itself', async () => {
    expect(await runCommand(folder, ['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage:') as string });
    expect(await runCommand(folder, ['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});
