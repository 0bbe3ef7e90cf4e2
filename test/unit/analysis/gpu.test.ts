/** What Set Up GPU Backend finds on a machine, says about it and would install. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GpuFacts } from '../../../src/analysis/gpu/facts.js';
import { checksOf, installCommand, lookForGpu, packageToInstall, runInstall } from '../../../src/analysis/gpu/index.js';

const READY: GpuFacts = {
  platform: 'linux-x64', runtime: { version: '20.20.0', path: '/usr/bin/node', isElectron: false }, nodeOnPath: null,
  gpuPackage: { version: '4.22.0', hasLibrary: true }, cpuPackage: null, nvidia: { names: ['NVIDIA T4'], driver: '535.129.03' }, missingLibraries: [],
};

/** The words of each check that is not passed. */
function troubles(changes: Partial<GpuFacts>): string[] {
  return checksOf({ ...READY, ...changes }).filter(({ state }) => state !== 'ok').map(({ what, words }) => `${what}: ${words}`);
}

describe('what is said', () => {
  it('where all is there, nothing is missing, and nothing is to be installed', () => {
    expect(troubles({})).toEqual([]);
    expect(packageToInstall(READY)).toBeNull();
  });

  it.each<[string, Partial<GpuFacts>, RegExp]>([
    ['a Mac', { platform: 'darwin-arm64' }, /^Platform: .*Linux and Windows with x64 only, and this is darwin-arm64: WebGPU/],
    ['no GPU', { nvidia: null }, /^NVIDIA GPU: nvidia-smi was not found/],
    ['an old driver', { nvidia: { names: ['NVIDIA K80'], driver: '440.33.01' } }, /^NVIDIA GPU: NVIDIA K80, driver 440\.33\.01\. .*450\.80 or later/],
    ['CUDA 12', { missingLibraries: ['libcudart.so.11.0', 'libcublas.so.11'] }, /^CUDA 11\.2: libcudart\.so\.11\.0, libcublas\.so\.11 are not on ldconfig and LD_LIBRARY_PATH/],
    ['no cuDNN', { missingLibraries: ['libcudnn.so.8'] }, /^cuDNN 8\.1: libcudnn\.so\.8 is not on/],
    ['no package', { gpuPackage: null }, /^@tensorflow\/tfjs-node-gpu: It is not installed in this project\.$/],
    ['the package for the CPU', { gpuPackage: null, cpuPackage: { version: '4.22.0', hasLibrary: true } }, /tfjs-node 4\.22\.0 is, which trains on the CPU/],
    ['a package without its library', { gpuPackage: { version: '4.22.0', hasLibrary: false } }, /`npm rebuild @tensorflow\/tfjs-node-gpu` runs it again/],
    ['a package of another version', { gpuPackage: { version: '3.21.0', hasLibrary: true } }, /3\.21\.0 is installed, .* use TensorFlow\.js 4\.22\.0/],
    ['a new Node', { runtime: { version: '24.1.0', path: '/usr/bin/node', isElectron: false } }, /^Node: 24\.1\.0 .*util\.isNullOrUndefined/],
    ['a desktop editor alone', { runtime: { version: '22.1.0', path: '/usr/bin/code', isElectron: true } }, /^Node: .*Electron.*gradientInspector\.nodePath/],
  ])('of %s', (_, changes, words) => {
    const found = troubles(changes);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(words);
  });

  it('a desktop editor with a Node on PATH is fine', () => {
    expect(troubles({ runtime: { version: '22.1.0', path: '/usr/bin/code', isElectron: true }, nodeOnPath: { version: '22.2.0', path: '/usr/bin/node' } })).toEqual([]);
  });

  it('the package for the GPU is offered where there is one, else that for the CPU', () => {
    expect(packageToInstall({ ...READY, gpuPackage: null })).toBe('@tensorflow/tfjs-node-gpu');
    expect(packageToInstall({ ...READY, gpuPackage: null, nvidia: null })).toBe('@tensorflow/tfjs-node');
    expect(packageToInstall({ ...READY, gpuPackage: null, platform: 'darwin-arm64' })).toBe('@tensorflow/tfjs-node');
    expect(packageToInstall({ ...READY, gpuPackage: null, nvidia: null, cpuPackage: { version: '4.22.0', hasLibrary: true } })).toBeNull();
  });
});

let root: string;
beforeEach(() => { root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-inspector-gpu-'))); });
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

function write(name: string, text = '', mode = 0o644): string {
  const file = path.join(root, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text, { mode });
  return file;
}

describe('what would install it', () => {
  const command = (file = 'src/model.ts'): string => {
    const { command: manager, args, folder } = installCommand('@tensorflow/tfjs-node', '4.22.0', path.join(root, file), root);
    return `${path.relative(root, folder)}> ${manager} ${args.join(' ')}`;
  };

  it.each([
    [{ 'package.json': '{}', 'package-lock.json': '' }, '> npm install @tensorflow/tfjs-node@4.22.0'],
    [{ 'package.json': '{}' }, '> npm install @tensorflow/tfjs-node@4.22.0'],
    [{ 'package.json': '{}', 'pnpm-lock.yaml': '' }, '> pnpm add --allow-build=@tensorflow/tfjs-node @tensorflow/tfjs-node@4.22.0'],
    [{ 'package.json': '{}', 'yarn.lock': '' }, '> yarn add @tensorflow/tfjs-node@4.22.0'],
    [{ 'package.json': '{"workspaces":["*"]}', 'yarn.lock': '' }, '> yarn add --ignore-workspace-root-check @tensorflow/tfjs-node@4.22.0'],
    [{ 'package.json': '{"workspaces":["*"]}', 'yarn.lock': '', '.yarnrc.yml': '' }, '> yarn add @tensorflow/tfjs-node@4.22.0'],
    [{ 'package.json': '{}', 'pnpm-lock.yaml': '', 'pnpm-workspace.yaml': '', 'src/package.json': '{}' }, 'src> pnpm add --allow-build=@tensorflow/tfjs-node @tensorflow/tfjs-node@4.22.0'],
    [{}, 'src> npm install @tensorflow/tfjs-node@4.22.0'],
  ])('in a project with %j', (files, expected) => {
    for (const [name, text] of Object.entries(files)) write(name, text);
    expect(command()).toBe(expected);
  });

  it('runs in its folder, line by line, and answers whether it succeeded', async () => {
    const lines: string[] = [];
    const script = 'console.log(process.cwd()); console.error("two\\nthree")';
    const folder = path.join(root, 'made');
    expect(await runInstall({ command: process.execPath, args: ['-e', script], folder }, (line) => lines.push(line))).toBe(true);
    expect(lines.sort()).toEqual([folder, 'three', 'two'].sort());
    expect(await runInstall({ command: process.execPath, args: ['-e', 'process.exit(3)'], folder }, () => undefined)).toBe(false);
    await expect(runInstall({ command: path.join(root, 'nothing'), args: [], folder }, () => undefined)).rejects.toThrow(/ENOENT/);
  });

  it('is ended with all that it started when it is cancelled', async () => {
    const abort = new AbortController();
    const script = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      console.log('begun'); setInterval(() => {}, 1000);`;
    const succeeded = runInstall({ command: process.execPath, args: ['-e', script], folder: root }, () => abort.abort(), abort.signal);
    // It is over when the last process that holds its pipes is gone.
    expect(await succeeded).toBe(false);
  });
});

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('what is seen on Linux', () => {
  it('the driver by nvidia-smi, libraries by the loader\'s path, and packages with or without their library', async () => {
    write('bin/nvidia-smi', '#!/bin/sh\necho NVIDIA T4, 535.129.03\necho NVIDIA T4, 535.129.03\n', 0o755);
    write('bin/ldconfig', '#!/bin/sh\necho "1 libs found"\necho "\tlibcudart.so.11.0 (libc6,x86-64) => /usr/lib/libcudart.so.11.0"\n', 0o755);
    write('cuda/libcudnn.so.8');
    for (const name of ['tfjs-node', 'tfjs-node-gpu']) write(`node_modules/@tensorflow/${name}/package.json`, '{"version":"4.22.0"}');
    write('node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node');
    const env = { ...process.env, PATH: `${path.join(root, 'bin')}:${process.env.PATH}`, LD_LIBRARY_PATH: path.join(root, 'cuda') };
    const facts = await lookForGpu(root, undefined, env);
    expect(facts).toMatchObject({
      platform: 'linux-x64', nvidia: { names: ['NVIDIA T4'], driver: '535.129.03' }, runtime: { version: process.versions.node, isElectron: false },
      gpuPackage: { version: '4.22.0', hasLibrary: true }, cpuPackage: { version: '4.22.0', hasLibrary: false },
    });
    expect(facts.missingLibraries).toContain('libcublas.so.11');
    expect(facts.missingLibraries).not.toContain('libcudart.so.11.0');
    expect(facts.missingLibraries).not.toContain('libcudnn.so.8');
  });

  it('nothing, on a machine without', async () => {
    const facts = await lookForGpu(root, undefined, { PATH: path.join(root, 'empty') });
    expect(facts).toMatchObject({ nvidia: null, nodeOnPath: null, gpuPackage: null, cpuPackage: null });
    expect(facts.missingLibraries).toContain('libcudnn.so.8');
  });
});
