import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { looksLikeModel, parses, ProgramError } from '../../../src/program/index.js';
import type { ProgramFailure } from '../../../src/shared/run.js';
import { bundle, runCommonJs, runInChild, workspace } from './workspace.js';

async function failureOf(files: Record<string, string>, main: string): Promise<ProgramFailure> {
  const error: unknown = await bundle(workspace(files), main).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ProgramError);
  return (error as ProgramError).failure;
}

/** A package in node_modules. */
function installed(name: string, manifest: object, files: Record<string, string>): Record<string, string> {
  const at = `node_modules/${name}`;
  return {
    [`${at}/package.json`]: JSON.stringify({ name, version: '1.0.0', ...manifest }),
    ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`${at}/${file}`, text])),
  };
}

describe('bundling', () => {
  it('puts the user\'s files in one and leaves installed packages and tfjs to Node', async () => {
    const root = workspace({
      'src/a.ts': `import { twice } from './lib/b.js';\nimport { three } from 'three-times';\nimport * as tf from '@tensorflow/tfjs-node';\nimport numbers from './n.json';
export const sum: number = twice(numbers.one) + three(tf.scalar(1).dataSync()[0]!);`,
      'src/lib/b.ts': 'export const twice = (x: number): number => 2 * x;',
      'src/n.json': '{ "one": 1 }',
      ...installed('three-times', {}, { 'index.js': 'exports.three = (x) => 3 * x;' }),
    });
    const program = await bundle(root, 'src/a.ts');
    expect(program.image).toMatchObject({ file: path.join(root, 'src/a.ts'), format: 'commonjs' });
    expect(runCommonJs(program).sum).toBe(5);
    expect(program.sources.sort()).toEqual(['src/a.ts', 'src/lib/b.ts', 'src/n.json'].map((file) => path.join(root, file)));
    expect(program.image.code).toContain('require("@tensorflow/tfjs-node")');
    expect(program.image.code).not.toContain('3 * x');
  });

  it('bundles what Node could not require: linked TypeScript sources and pure ES modules', async () => {
    const root = workspace({
      'app/main.ts': 'import { linked } from \'@my/linked\';\nimport pure from \'pure\';\nexport const all = [linked, pure];',
      'packages/linked/package.json': '{ "name": "@my/linked", "main": "index.ts" }',
      'packages/linked/index.ts': 'export const linked: string = \'linked\';',
      ...installed('pure', { type: 'module', exports: './pure.js' }, { 'pure.js': 'import * as tf from \'@tensorflow/tfjs\';\nexport default tf.scalar(7).dataSync()[0];' }),
    });
    fs.mkdirSync(path.join(root, 'node_modules/@my'));
    fs.symlinkSync(path.join(root, 'packages/linked'), path.join(root, 'node_modules/@my/linked'), 'junction');
    const program = await bundle(root, 'app/main.ts');
    expect(runCommonJs(program).all).toEqual(['linked', 7]);
    expect(program.sources.sort()).toEqual(['app/main.ts', 'packages/linked/index.ts'].map((file) => path.join(root, file)));
  });

  it('honours tsconfig: paths, an extended base, decorators', async () => {
    const root = workspace({
      'tsconfig.base.json': '{ "compilerOptions": { "experimentalDecorators": true } }',
      'tsconfig.json': '{ "extends": "./tsconfig.base.json", "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }',
      'main.ts': `import { seen, mark } from '@/decorate';\nclass A { @mark method(): void {} }\nnew A().method();\nexport { seen };`,
      'lib/decorate.ts': 'export const seen: string[] = [];\nexport function mark(target: object, key: string): void { seen.push(key + typeof target + __dirname.split(/[\\\\/]/).pop()!); }',
    });
    expect(runCommonJs(await bundle(root, 'main.ts')).seen).toEqual(['methodobjectlib']);
  });

  it('leaves inner files of tfjs to the child', async () => {
    const root = workspace({ 'm.ts': 'import { Dense } from \'@tensorflow/tfjs-layers/dist/layers/core\';\nexport const layer = new Dense({ units: 1 });' });
    expect((await bundle(root, 'm.ts')).image.code).toContain('require("@tensorflow/tfjs-layers/dist/layers/core")');
  });

  it('drops imports of types alone, also from inside tfjs', async () => {
    const root = workspace({
      'm.ts': 'import { DenseLayerArgs } from \'@tensorflow/tfjs-layers/dist/layers/core\';\nimport type { Gone } from \'./types\';\nexport const args: DenseLayerArgs & Partial<Gone> = { units: 1 };',
      'types.d.ts': 'export interface Gone { a: 1 }',
    });
    expect(runCommonJs(await bundle(root, 'm.ts')).args).toEqual({ units: 1 });
  });

  it('uses overrides instead of the disk, and files that exist only there', async () => {
    const root = workspace({ 'm.ts': 'export const x = 1;' });
    const overrides = new Map([
      [path.join(root, 'm.ts'), 'import { y } from \'./fresh\';\nimport { z } from \'./other.js\';\nexport const x = y + z;'],
      [path.join(root, 'fresh.ts'), 'export const y: number = 41;'],
      [path.join(root, 'other.ts'), 'export const z: number = 1;'],
    ]);
    expect(runCommonJs(await bundle(root, 'm.ts', overrides)).x).toBe(42);
  });

  it('becomes an ES module when the program awaits at the top, and still shares the one tfjs', async () => {
    const root = workspace({
      'm.mts': `import * as tf from '@tensorflow/tfjs';\nimport { basename } from 'node:path';\nimport { one } from 'cjs-one';\nimport two from 'esm-two';
const text = await Promise.resolve('waited');\nconsole.log(JSON.stringify([text, tf.scalar(3).dataSync()[0], one, two, basename(import.meta.url), import.meta.dirname === ${JSON.stringify('ROOT')} ]));`,
      ...installed('cjs-one', {}, { 'index.js': 'exports.one = 1;' }),
      ...installed('esm-two', { type: 'module', exports: './two.js' }, { 'two.js': 'export default 2;' }),
    });
    const program = await bundle(root, 'm.mts');
    expect(program.image.format).toBe('module');
    expect(JSON.parse(runInChild(program, workspace({})))).toEqual(['waited', 3, 1, 2, 'm.mts', false]);
  });
});

describe('what a module knows of itself', () => {
  it('is right in every file of the bundle', async () => {
    const identity = 'exports.dir = __dirname; exports.file = __filename; exports.main = require.main === module; exports.notMain = module !== require.main; exports.parent = !module.parent; exports.text = "__dirname";';
    const root = workspace({ 'main.js': `${identity}\nexports.inner = require('./lib/inner');`, 'lib/inner.js': identity });
    const exports = runCommonJs(await bundle(root, 'main.js'));
    const at = (file: string, main: boolean): object => ({
      dir: path.dirname(path.join(root, file)), file: path.join(root, file), main, notMain: !main, parent: main, text: '__dirname',
    });
    expect(exports).toEqual({ ...at('main.js', true), inner: at('lib/inner.js', false) });
  });

  it('is right for ES modules, which often declare the old names themselves', async () => {
    const root = workspace({
      'main.mjs': 'import { fileURLToPath } from \'node:url\';\nimport * as path from \'path\';\nconst __filename = fileURLToPath(import.meta.url);\nconst __dirname = path.dirname(__filename);\nexport default { __dirname, __filename, url: import.meta.url, dirname: import.meta.dirname, inner: await1 };\nimport { await1 } from \'./in/x.mjs\';',
      'in/x.mjs': 'export const await1 = import.meta.url;',
    });
    expect(runCommonJs(await bundle(root, 'main.mjs')).default).toEqual({
      __dirname: root,
      __filename: path.join(root, 'main.mjs'),
      url: pathToFileURL(path.join(root, 'main.mjs')).href,
      dirname: root,
      inner: pathToFileURL(path.join(root, 'in/x.mjs')).href,
    });
  });

  it('keeps strict mode and survives a hashbang', async () => {
    const root = workspace({ 'm.ts': '#!/usr/bin/env node\nexport const here = __filename;\nexport const strict = (function (this: unknown) { return this === undefined; })();' });
    expect(runCommonJs(await bundle(root, 'm.ts'))).toMatchObject({ here: path.join(root, 'm.ts'), strict: true });
  });
});

describe('what is wrong is said with its place', () => {
  it('missing files', async () => {
    expect(await failureOf({ 'model.ts': 'const a = 1;\n\nimport { data } from \'./data\';\nconsole.log(a, data);' }, 'model.ts')).toMatchObject({
      message: 'model.ts:3:22 imports "./data", which does not exist.', file: 'model.ts', line: 3, column: 22,
    });
  });

  it('packages that are not installed, unless a `try` expects it', async () => {
    const { message } = await failureOf({ 'src/x.ts': 'import mnist from \'mnist-that-is-not-there/sub\';\nmnist.get();' }, 'src/x.ts');
    expect(message).toBe('src/x.ts:1:19 imports "mnist-that-is-not-there/sub", but the package is not installed: run "npm install mnist-that-is-not-there".');
    const root = workspace({ 'm.js': 'try { require(\'not-there-either\'); } catch { exports.caught = true; }' });
    expect(runCommonJs(await bundle(root, 'm.js')).caught).toBe(true);
  });

  it('syntax errors, counting characters and not bytes', async () => {
    expect(await failureOf({ 'm.ts': 'const é = "éé" +* 2;' }, 'm.ts')).toMatchObject({
      message: expect.stringMatching(/^m\.ts:1:17 does not parse: unexpected "\*"/) as string, line: 1, column: 17,
    });
  });
});

describe('cheap tests on a text', () => {
  it('tells model files', () => {
    expect(looksLikeModel('import * as tf from \'@tensorflow/tfjs\';\nconst m = tf.sequential();')).toBe(true);
    expect(looksLikeModel('const tf = require("@tensorflow/tfjs-node");\nopt.minimize(() => loss());')).toBe(true);
    expect(looksLikeModel('import * as tf from \'@tensorflow/tfjs\';\nexport const t = tf.tensor([1]);')).toBe(false);
    expect(looksLikeModel('const model = sequential();')).toBe(false);
  });

  it('tells whole programs from unfinished ones', () => {
    expect(parses('const x: number = 1; await x; @dec class A {}', 'a.ts')).toBe(true);
    expect(parses('const x = tf.layers.dense({', 'a.ts')).toBe(false);
    expect(parses('const x: number = 1;', 'a.js')).toBe(false);
  });
});
