/** Which backend is taken, in a process of its own each time, since tfjs cannot forget one. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kernelNames } from '../../../scripts/kernels.cjs';
import type { BackendInfo, BackendName } from '../../../src/shared/run.js';
import { NODE, NODE_GPU as GPU, standIn, writePackage } from './nativeStandIn.js';

const root = path.resolve(import.meta.dirname, '../../..');
let folder: string;
let script: string;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-inspector-choose-'));
  script = path.join(folder, 'choose.js');
  await build({
    stdin: {
      contents: `import { loadBackend } from './src/trainer/backend/index.ts';
        const setup = JSON.parse(process.argv[2]);
        loadBackend(setup).then(async ({ tf, info }) => {
          const library = process.argv[3] ? await import(process.argv[3]) : null;
          const { isArray, isNullOrUndefined } = require('node:util');
          const sum = tf.tensor([1, 2]).sum().dataSync()[0];
          const listeners = process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection');
          console.log(JSON.stringify({ info, current: tf.getBackend(), sum, listeners, same: library?.same(tf),
            utilities: isArray?.([]) && isNullOrUndefined?.(undefined) }));
        }, (error) => console.log(JSON.stringify({ error: error.message })));`,
      resolveDir: root,
    },
    bundle: true, platform: 'node', format: 'cjs', mainFields: ['module', 'main'], outfile: script,
    alias: { '@tensorflow/tfjs-backend-webgl': path.join(root, 'src/trainer/backend/withoutWebgl.ts') }, external: ['node-fetch'],
  });
  for (const name of kernelNames) fs.copyFileSync(path.join(root, 'dist/trainer', name), path.join(folder, name));
  for (const name of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm']) {
    fs.copyFileSync(path.join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist', name), path.join(folder, name));
  }
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const broken = `throw new Error('libtensorflow.so.2: cannot open shared object file\\nsecond line');`;

interface Outcome {
  info: BackendInfo;
  current: string;
  sum: number;
  listeners: number;
  utilities: boolean;
  error?: string;
}

let workspaces = 0;

/** Loads a backend in a workspace with the given native packages. */
function choose(
  packages: Record<string, string>, backend: BackendName | 'auto', extra: Record<string, string> = {}, env: NodeJS.ProcessEnv = {},
): Outcome {
  const workspace = path.join(folder, `workspace-${workspaces++}`);
  const extraPackageRoot = path.join(workspace, 'installation');
  fs.mkdirSync(extraPackageRoot, { recursive: true });
  for (const [name, code] of Object.entries(packages)) writePackage(workspace, name, '4.22.0', code);
  for (const [name, code] of Object.entries(extra)) writePackage(extraPackageRoot, name, '4.22.0', code);
  const setup = JSON.stringify({ packageRoot: workspace, extraPackageRoot, backend, fence: null });
  return JSON.parse(execFileSync(process.execPath, [script, setup], { cwd: workspace, encoding: 'utf8', env: { ...process.env, ...env } })) as Outcome;
}

describe('choosing a backend', () => {
  it('takes WebAssembly in a workspace without native packages, and says why not a better one', () => {
    const { info, current, sum, listeners } = choose({}, 'auto');
    expect(info).toEqual({
      name: 'wasm',
      label: 'WebAssembly (SIMD)',
      passedOver: [
        { name: 'tensorflow-gpu', reason: `${GPU} is not installed in this workspace.` },
        { name: 'webgpu', reason: 'The package webgpu is not installed in this workspace.' },
        { name: 'tensorflow', reason: `${NODE} is not installed in this workspace.` },
      ],
      notes: [],
    });
    expect([current, sum, listeners]).toEqual(['wasm', 3, 0]);
  });

  it('takes tfjs-node-gpu with a GPU before all', () => {
    const { info, current, sum, utilities } = choose({ [GPU]: standIn({ gpu: true }), [NODE]: broken }, 'auto');
    expect(info).toMatchObject({ name: 'tensorflow-gpu', label: 'TensorFlow 2.9.1 (GPU)', passedOver: [] });
    expect([current, sum, utilities]).toEqual(['tensorflow', 3, true]);
  });

  it.skipIf(process.platform === 'win32')('names the GPU where the driver tells, of several alike once', () => {
    const tools = path.join(folder, 'tools');
    fs.mkdirSync(tools);
    const names = 'echo NVIDIA A100-SXM4-80GB; echo NVIDIA A100-SXM4-80GB; [ "$1" = -i ] || echo NVIDIA T4';
    fs.writeFileSync(path.join(tools, 'nvidia-smi'), `#!/bin/sh\n${names}\n`, { mode: 0o755 });
    const label = (env: NodeJS.ProcessEnv): string =>
      choose({ [GPU]: standIn({ gpu: true }) }, 'auto', {}, { PATH: `${tools}:${process.env.PATH}`, ...env }).info.label;
    expect(label({})).toBe('TensorFlow 2.9.1 (GPU, NVIDIA A100-SXM4-80GB, NVIDIA T4)');
    expect(label({ CUDA_VISIBLE_DEVICES: '0,1', CUDA_DEVICE_ORDER: 'PCI_BUS_ID' })).toBe('TensorFlow 2.9.1 (GPU, NVIDIA A100-SXM4-80GB)');
  });

  it('takes tfjs-node-gpu without a GPU as TensorFlow on the CPU', () => {
    const { info } = choose({ [GPU]: standIn({ gpu: false }) }, 'auto');
    expect(info).toMatchObject({ name: 'tensorflow', label: 'TensorFlow 2.9.1 (CPU)' });
    expect(info.passedOver[0].reason).toBe(`${GPU} is installed, but it found no GPU.`);
  });

  it('takes tfjs-node, of the workspace or of the installation', () => {
    expect(choose({ [NODE]: standIn({ gpu: false }) }, 'auto').info).toMatchObject({ name: 'tensorflow', label: 'TensorFlow 2.9.1 (CPU)' });
    expect(choose({}, 'auto', { [NODE]: standIn({ gpu: false }) }).info.name).toBe('tensorflow');
  });

  it('falls back to WebAssembly when the native library cannot be loaded, with the first line of the reason', () => {
    const { info, sum } = choose({ [NODE]: broken }, 'auto');
    expect(info.name).toBe('wasm');
    expect(info.passedOver[2].reason)
      .toBe(`${NODE} is installed, but its native library could not be loaded: libtensorflow.so.2: cannot open shared object file.`);
    expect(sum).toBe(3);
  });

  it('does what it is told: wasm and cpu by name, though a native package is there', () => {
    expect(choose({ [NODE]: standIn({ gpu: false }) }, 'wasm')).toMatchObject({ current: 'wasm', info: { name: 'wasm', passedOver: [] } });
    expect(choose({}, 'cpu')).toMatchObject({ current: 'cpu', info: { name: 'cpu', label: 'Plain JavaScript', passedOver: [] } });
  });

  it('fails with a sentence when the backend asked for is not there', () => {
    expect(choose({}, 'tensorflow').error)
      .toBe(`The backend "tensorflow" is not available: ${NODE} is not installed in this workspace.`);
    expect(choose({}, 'webgpu').error).toBe('The backend "webgpu" is not available: The package webgpu is not installed in this workspace.');
    expect(choose({ [GPU]: standIn({ gpu: false }) }, 'tensorflow-gpu').error)
      .toBe(`The backend "tensorflow-gpu" is not available: ${GPU} is installed, but it found no GPU.`);
  });

  it('leads the imports of ES modules in node_modules to the instance', () => {
    const workspace = path.join(folder, 'modules');
    writePackage(workspace, '@tensorflow/tfjs', '4.22.0', 'exports.sequential = null; exports.Variable = null;');
    const file = path.join(workspace, 'library.mjs');
    fs.writeFileSync(file, `import * as tf from '@tensorflow/tfjs'; import { Variable } from '@tensorflow/tfjs';
      export const same = (ours) => tf.sequential === ours.sequential && Variable === ours.Variable;`);
    const setup = JSON.stringify({ packageRoot: workspace, backend: 'cpu', fence: null });
    const output = execFileSync(process.execPath, [script, setup, file], { cwd: folder, encoding: 'utf8' });
    expect(JSON.parse(output)).toMatchObject({ same: true });
  });

  it('says when the workspace has another version of tfjs', () => {
    const workspace = path.join(folder, 'old');
    writePackage(workspace, '@tensorflow/tfjs', '3.21.0', '');
    const setup = JSON.stringify({ packageRoot: workspace, backend: 'wasm', fence: null });
    const { info } = JSON.parse(execFileSync(process.execPath, [script, setup], { cwd: folder, encoding: 'utf8' })) as Outcome;
    expect(info.notes).toEqual(['The workspace has @tensorflow/tfjs 3.21.0; the run uses TensorFlow.js 4.22.0.']);
  });
});
