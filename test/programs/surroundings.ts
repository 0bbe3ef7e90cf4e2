/** What a program stands in: module formats, packages, settings of TypeScript, files, arguments, the network. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect } from 'vitest';
import type { ExpectedModel, ProgramArea } from './support/form.js';
import type { ProgramRun } from './support/run.js';

const HIDDEN = "activation: 'tanh'";
const OUTPUT = 'units: 1 }';

/** Two dense layers in one file, by default the program's own. */
const twoLayers = (file?: string): readonly ExpectedModel[] =>
  [{ rows: file ? [['Dense', HIDDEN, file], ['Dense', OUTPUT, file]] : [['Dense', HIDDEN], ['Dense', OUTPUT]] }];

const prints = (...texts: string[]) => ({ output }: ProgramRun): void => {
  for (const text of texts) expect(output).toContain(text);
};

const notes = (text: RegExp) => (run: ProgramRun): void => {
  expect(run.notes.join('\n')).toMatch(text);
};

/** Installed packages cannot lie in the repository: they are written before the run. */
function install(root: string, name: string, files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    const target = path.join(root, 'node_modules', name, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, text);
  }
}

/** As npm links the packages of a workspace. */
function linkWorkspace(root: string): void {
  fs.mkdirSync(path.join(root, 'node_modules/@acme'), { recursive: true });
  for (const name of fs.readdirSync(path.join(root, 'packages'))) {
    fs.symlinkSync(path.join(root, 'packages', name), path.join(root, 'node_modules/@acme', name), 'junction');
  }
}

/** A tfjs that the workspace has changed: another version, and a layer more. */
function patchedTfjs(root: string): void {
  install(root, '@tensorflow/tfjs', {
    'package.json': '{ "name": "@tensorflow/tfjs", "version": "4.22.0-acme", "main": "tf.js" }',
    'tf.js': `const tf = require(${JSON.stringify(createRequire(import.meta.url).resolve('@tensorflow/tfjs'))});
      class Doubled extends tf.layers.Layer {
        static className = 'Doubled';
        computeOutputShape(shape) { return shape; }
        call(inputs) { return tf.mul([inputs].flat()[0], 2); }
      }
      module.exports = { ...tf, version: { ...tf.version, tfjs: '4.22.0-acme' }, Doubled };`,
  });
}

/** The records of a TFRecord file, whatever their checksums. */
function recordsOf(folder: string): Buffer[] {
  const [name] = fs.readdirSync(folder);
  expect(name).toMatch(/^events\.out\.tfevents\.\d{10}\..+\.v2$/);
  const bytes = fs.readFileSync(path.join(folder, name!));
  // As every such file of TensorFlow's begins: 24 bytes follow, and the checksum of that length.
  expect(bytes.subarray(0, 12).toString('hex')).toBe('1800000000000000a37f4b22');
  const records: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Number(bytes.readBigUInt64LE(at));
    records.push(bytes.subarray(at + 12, at + 12 + length));
    at += length + 16;
  }
  return records;
}

/** A float (field 2 of Summary.Value) after the tag (field 1). */
function scalarsOf(records: readonly Buffer[], name: string): number[] {
  const key = Buffer.concat([Buffer.from([0x0a, name.length]), Buffer.from(name), Buffer.from([0x15])]);
  return records.flatMap((each) => (each.includes(key) ? [each.readFloatLE(each.indexOf(key) + key.length)] : []));
}

function expectEventFiles({ root, output }: ProgramRun): void {
  const train = recordsOf(path.join(root, 'logs/train'));
  const losses = JSON.parse(/losses (.*)/.exec(output)![1]!) as number[];
  expect(train[0]!.includes('brain.Event:2')).toBe(true);
  expect(scalarsOf(train, 'epoch_loss')).toEqual(losses.map(Math.fround));
  expect(train.filter((each) => each.includes('histograms')).length).toBe(4);
  expect(scalarsOf(recordsOf(path.join(root, 'logs/val')), 'epoch_loss').length).toBe(4);
}

export const surroundings: ProgramArea = {
  folder: 'surroundings',
  title: 'Modules, packages and surroundings',
  forms: [
    {
      form: 'ES modules: top-level `await`, `import()`, JSON with attributes, `import.meta`, data beside the file',
      file: 'esm/train.js', steps: 16, models: twoLayers(),
      check: prints('run as train.js', 'beside . readings.js'),
    },
    {
      form: 'CommonJS: `#!`, `require.main === module`, circular and JSON `require`, an addon that is not built, arguments',
      file: 'commonjs/train.cjs', args: ['fast', '--now'], steps: 16, models: twoLayers('network.js'),
      check: prints('no addon: MODULE_NOT_FOUND', 'main module . null train.cjs true fast --now'),
    },
    {
      form: '`import x = require()`, `export =`',
      file: 'importEquals/train.cts', steps: 16, learns: 0.9, models: twoLayers(),
    },
    {
      form: '`.mts`, names with spaces, percent signs and other scripts',
      file: 'odd names %41/Netz für 模型.mts', steps: 16, learns: 0.9, models: twoLayers(), check: prints('true'),
    },
    {
      form: 'Legacy decorators, enums, `const enum`, namespaces, parameter properties, `declare`',
      file: 'typescriptLegacy/train.ts', steps: 16, check: prints('calls build'),
      models: [{ rows: [['Dense', 'units: this.units'], ['Dense', 'units: 1']] }],
    },
    {
      form: 'Standard decorators, `accessor`, `using`, `await using`, `satisfies`, `const` type parameters',
      file: 'typescriptModern.ts', steps: 16, check: prints('calls build', 'closes later run', 'closes data'), models: twoLayers(),
    },
    {
      form: '`tsconfig.json` with `extends` (also of a package), `baseUrl`, `paths`, `references`',
      file: 'tsconfigPaths/src/train.ts', steps: 16, learns: 0.9, models: twoLayers('lib/model.ts'),
      prepare: (root) => install(root, '@acme/tsconfig', { 'package.json': '{ "name": "@acme/tsconfig" }', 'strict.json': '{ "compilerOptions": { "strict": true } }' }),
    },
    {
      form: 'Workspace packages by link: `exports` to TypeScript sources or built files, `imports` aliases',
      file: 'workspaces/app/src/train.ts', steps: 16, prepare: linkWorkspace,
      models: [{ rows: [['Dense', "activation: 'tanh'", 'packages/models/src/network.ts'], ['Dense', OUTPUT, 'packages/models/src/network.ts']] }],
    },
    {
      form: 'A workspace package that is not built',
      file: 'workspaces/app/src/unbuilt.ts', prepare: linkWorkspace,
      fails: { message: /imports "@acme\/schedules", but the package has not the file.*build the package first/, at: "from '@acme/schedules'" },
    },
    {
      form: 'Dependencies that are ES modules only, or CommonJS only',
      file: 'dependencies.ts', steps: 16, models: twoLayers(), check: prints('2.0.0 true 2 2'),
      prepare(root) {
        install(root, 'modern-shuffle', {
          'package.json': '{ "name": "modern-shuffle", "type": "module", "exports": "./index.js" }',
          'index.js': 'export const version = await Promise.resolve("2.0.0"); export default (list) => [...list].reverse();',
        });
        install(root, 'legacy-stats', {
          'package.json': '{ "name": "legacy-stats", "main": "stats.js" }',
          'stats.js': 'module.exports = (list) => list.reduce((a, b) => a + b, 0) / list.length; module.exports.half = (x) => x / 2;',
        });
      },
    },
    {
      form: '`tfjs-core` and `tfjs-layers` by themselves, `import tf from` beside them',
      file: 'coreAndLayers.ts', steps: 16, learns: 0.9, models: twoLayers(),
    },
    {
      form: 'Types from inner files of tfjs packages',
      file: 'deepTypes.ts', steps: 16, learns: 0.9, models: twoLayers(),
    },
    {
      form: 'Values from inner files of tfjs packages',
      file: 'deepValues.ts', steps: 16, learns: 0.9, check: prints('one engine true true'),
      models: [{ rows: [['Dense', HIDDEN], ['Rotation', 'new Rotation()'], ['Dense', OUTPUT]] }],
    },
    {
      form: 'An inner file of a tfjs package that version 4.22 does not have',
      file: 'deepMissing.ts',
      fails: { message: /^The program imports '@tensorflow\/tfjs-core\/dist\/webgl_flags', but TensorFlow\.js 4\..* has no such file/, at: 'import { WEBGL_DEBUG }' },
    },
    {
      form: 'A global `tf`, as the script tag of a page defines it',
      file: 'globalTf.js', steps: 16, learns: 0.9, models: twoLayers(), check: notes(/uses a global `tf`.*import @tensorflow\/tfjs/),
    },
    {
      form: 'Another version of tfjs in the workspace',
      file: 'otherVersion.ts', steps: 16, learns: 0.9, models: twoLayers(),
      prepare: (root) => install(root, '@tensorflow/tfjs', { 'package.json': '{ "name": "@tensorflow/tfjs", "version": "3.21.0" }' }),
      check: ({ report }) => expect(report.backendNotes.join()).toMatch(/The workspace has @tensorflow\/tfjs 3\.21\.0; the run uses TensorFlow\.js 4\./),
    },
    {
      form: 'The workspace\'s own tfjs, with changes of its own (setting `tfjs`)',
      file: 'ownTfjs.ts', tfjs: 'workspace', steps: 16, learns: 0.9, models: [{ rows: [['Dense', HIDDEN], ['Doubled', 'new Doubled('], ['Dense', OUTPUT]] }],
      packages: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'], prepare: patchedTfjs, check: prints('4.22.0-acme'),
    },
    {
      form: 'The setting `tfjs: workspace` where there is none',
      file: 'ownTfjs.ts', tfjs: 'workspace', fails: { message: /The workspace has no @tensorflow\/tfjs-core\. Install @tensorflow\/tfjs there, or set/, at: null },
    },
    {
      form: 'Arguments, environment variables, `.env`; what belongs to the editor or Node is kept away',
      file: 'surroundings/train.ts', args: ['--epochs', '4', 'a b'], steps: 16, learns: 0.9, models: twoLayers(),
      env: { DATA_KEY: 'secret', NODE_OPTIONS: '--no-warnings', VSCODE_PID: '1' },
      check: prints('4 a b 0.05 secret undefined undefined'),
    },
    {
      form: 'Data files relative to the working folder',
      file: 'dataFile/src/train.ts', steps: 16, learns: 0.9, models: twoLayers(),
    },
    {
      form: 'Data files relative to another folder than the one it runs in',
      file: 'dataFile/src/train.ts', cwd: 'src',
      fails: { message: /reads '\.\/data\/points\.csv', which does not exist in .*src, where it runs, but in .*: run it there \(--cwd/, at: 'readFileSync(' },
    },
    {
      form: 'A stream of a file that does not exist',
      file: 'missingStream.ts', fails: { message: /reads 'measurements\.txt', which does not exist/, at: "createReadStream('" },
    },
    { form: '`model.save` and `loadLayersModel` with `file://`, without tfjs-node', file: 'saving.ts', steps: 16, models: twoLayers(), check: prints('differs by 0\n') },
    {
      form: '`tf.node.tensorBoard`, without tfjs-node',
      file: 'tensorBoard.ts', steps: 16, learns: 0.9, models: twoLayers(), check: expectEventFiles,
    },
    {
      form: '`tf.node` where the library is not installed',
      file: 'decodeImage.ts', fails: { message: /tf\.node\.decodeImage needs the native library/, at: 'tf.node.decodeImage(' },
    },
    {
      form: 'A file that trains nothing itself, but is imported by one that does',
      file: 'imported/src/network.ts',
      fails: { message: /It is imported and trained by src\/train\.ts, test\/network\.test\.ts: analyze one of those\./, at: null },
    },
    {
      form: 'Data from a server that cannot be reached',
      file: 'download.ts', fails: { message: /needs data from the network \(127\.0\.0\.1\), which cannot be reached/, at: 'get(url' },
    },
    {
      form: 'Audio features: `tf.signal.stft`, complex numbers',
      file: 'audio.ts', steps: 16, learns: 0.9, models: [{ rows: [['Dense', "activation: 'relu'"], ['Dense', "activation: 'softmax'"]] }],
    },
    {
      form: 'A folder that is a link: files are named as the user names them',
      file: 'linked/src/train.ts', steps: 16, models: [{ rows: [['Dense', 'units: 8', 'src/hidden.ts'], ['Dense', OUTPUT]] }],
      prepare(root) {
        fs.renameSync(path.join(root, 'src'), path.join(root, 'sources'));
        fs.symlinkSync(path.join(root, 'sources'), path.join(root, 'src'), 'junction');
      },
    },
    {
      form: 'A byte order mark, Windows line ends',
      file: 'byteOrderMark.ts', steps: 16, learns: 0.9, models: twoLayers(),
      prepare(root) {
        const file = path.join(root, 'byteOrderMark.ts');
        fs.writeFileSync(file, `\uFEFF${fs.readFileSync(file, 'utf8').replace(/\n/g, '\r\n')}`);
      },
    },
  ],
};
