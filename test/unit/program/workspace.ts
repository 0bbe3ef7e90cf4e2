/** Throw-away workspaces for tests, and ways to run what is bundled from them. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire, Module } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import type * as tfjsTypes from '@tensorflow/tfjs';
import { onTestFinished } from 'vitest';
import { bundleProgram } from '../../../src/program/index.js';
import type { BundledProgram } from '../../../src/program/index.js';
import type { BundleFrame } from '../../../src/shared/trainerProtocol.js';

const require = createRequire(import.meta.url);

/** Writes the files (path -> text) into a fresh folder, which goes with the test, and gives its real path. */
export function workspace(files: Record<string, string>): string {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-inspector-program-')));
  onTestFinished(() => fs.rmSync(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  return root;
}

export function bundle(root: string, file: string, overrides?: ReadonlyMap<string, string>): Promise<BundledProgram> {
  return bundleProgram({ file: path.join(root, file), root, overrides });
}

interface CompilableModule {
  _compile(code: string, file: string): void;
  exports: Record<string, unknown>;
  paths: string[];
}
interface ModuleInternals {
  new (id: string): CompilableModule;
  _load(request: string, ...rest: unknown[]): unknown;
}
const Internals = Module as unknown as ModuleInternals;

/** Runs a CommonJS bundle in this process, with the installed tfjs whatever the name it is asked for by. */
export function runCommonJs(program: BundledProgram): Record<string, unknown> {
  const load = Internals._load;
  const tfjs: unknown = require('@tensorflow/tfjs');
  Internals._load = function (this: unknown, request: string, ...rest: unknown[]): unknown {
    return request.startsWith('@tensorflow/tfjs') ? tfjs : load.call(this, request, ...rest);
  };
  try {
    const module = new Internals(program.image.file);
    module._compile(program.image.code, program.image.file);
    return module.exports;
  } finally {
    Internals._load = load;
  }
}

/** Runs a bundle as a program of its own and gives what it prints. */
export function runInChild(program: BundledProgram, folder: string): string {
  const file = path.join(folder, program.image.format === 'module' ? 'bundle.mjs' : 'bundle.cjs');
  fs.writeFileSync(file, program.image.code);
  const prelude = path.join(folder, 'prelude.cjs');
  const tfjs = JSON.stringify(require.resolve('@tensorflow/tfjs'));
  fs.writeFileSync(prelude, `globalThis[Symbol.for('gradient-inspector.tfjs')] = () => require(${tfjs});`);
  return execFileSync(process.execPath, ['--require', prelude, file], { encoding: 'utf8', cwd: folder });
}

/** Where V8 says that the functions named here were called from, for each call in the bundle's file. */
export function framesOf(file: string): BundleFrame[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = 30;
  Error.prepareStackTrace = (_, sites) => sites;
  const holder: { stack?: NodeJS.CallSite[] } = {};
  Error.captureStackTrace(holder, framesOf);
  const sites = holder.stack!;
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  return sites
    .filter((site) => site.getFileName() === file)
    .map((site) => ({ line: site.getLineNumber()!, column: site.getColumnNumber()! }));
}

export interface Made {
  layers: { layer: tfjsTypes.layers.Layer; frames: BundleFrame[] }[];
  exports: Record<string, unknown>;
}

/** Runs the bundle and gives, for every tfjs layer it makes, the frames of the stack at that moment. */
export function layersMadeBy(program: BundledProgram): Made {
  const tf = require('@tensorflow/tfjs') as typeof tfjsTypes;
  const made: { layer: tfjsTypes.layers.Layer; frames: BundleFrame[] }[] = [];
  const { prototype } = tf.layers.Layer;
  Object.defineProperty(prototype, '_callHook', {
    configurable: true,
    get: () => undefined,
    set(this: tfjsTypes.layers.Layer, value: unknown) {
      Object.defineProperty(this, '_callHook', { value, writable: true, configurable: true, enumerable: true });
      made.push({ layer: this, frames: framesOf(program.image.file) });
    },
  });
  try {
    const exports = runCommonJs(program);
    return { layers: made, exports };
  } finally {
    Reflect.deleteProperty(prototype, '_callHook');
  }
}
