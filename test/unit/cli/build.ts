import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import type { BuildOptions } from 'esbuild';
import { kernelNames } from '../../../scripts/kernels.cjs';
import { trainerBuild } from '../../../scripts/trainerBuild.cjs';

const root = path.resolve(import.meta.dirname, '../../..');
const require = createRequire(import.meta.url);

/** Builds the command, its trainer and its panel into a temporary folder that finds the repository's packages; returns the folder. */
export async function buildCommand(): Promise<string> {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'cli-test-')));
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  const trainer = path.join(folder, 'dist', 'trainer');
  fs.mkdirSync(trainer, { recursive: true });
  for (const name of kernelNames) fs.copyFileSync(path.join(root, 'dist/trainer', name), path.join(trainer, name));
  const wasm = path.join(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist');
  for (const name of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm']) {
    fs.copyFileSync(path.join(wasm, name), path.join(trainer, name));
  }
  const node: BuildOptions = {
    bundle: true, platform: 'node', target: 'node20', format: 'cjs', external: ['esbuild'], absWorkingDir: root, logLevel: 'error',
  };
  await Promise.all([
    build({
      entryPoints: { panel: 'webview/panel/main.ts', standalone: 'webview/standalone/main.ts' }, outdir: path.join(folder, 'dist/webview'),
      bundle: true, target: 'chrome128', format: 'iife', absWorkingDir: root, logLevel: 'error',
    }),
    build({ ...node, entryPoints: { cli: 'src/cli/main.ts' }, outdir: path.join(folder, 'dist') }),
    build({ ...trainerBuild, outdir: trainer, logLevel: 'error' }),
  ]);
  return folder;
}

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the built command to its end. `interrupt`, when given, is looked for in stderr or stdout; then SIGINT is sent. */
export function runCommand(folder: string, args: readonly string[], interrupt?: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, FORCE_COLOR: '0' };
    const child = spawn(process.execPath, [path.join(folder, 'dist/cli.js'), ...args], { cwd: folder, env });
    const ended: Ended = { code: null, stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        ended[name] += text;
        if (interrupt !== undefined && text.includes(interrupt)) child.kill('SIGINT');
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...ended, code }));
  });
}
