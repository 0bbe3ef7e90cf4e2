/** Looks at the machine and the project, by the tools that are there. Changes nothing. */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { askNode, findNode } from '../../run/index.js';
import { resolvePackage } from '../../shared/node/resolvePackage.js';
import { CPU_PACKAGE, GPU_PACKAGE, librariesOf, type GpuFacts, type NativePackageFacts, type RuntimeFacts } from './facts.js';

const TIMEOUT_MS = 10_000;

/**
 * @param folder of the file whose project is looked at
 * @param nodePath the Node that the user has set for programs
 */
export async function lookForGpu(folder: string, nodePath: string | undefined, env = process.env): Promise<GpuFacts> {
  const platform = `${process.platform}-${process.arch}`;
  const [runtime, nodeOnPath, nvidia, missingLibraries] = await Promise.all([
    runtimeOf(nodePath), findNode(nodePath, env), nvidiaOf(env), missingOf(librariesOf(platform) ?? [], env),
  ]);
  return { platform, runtime, nodeOnPath, nvidia, missingLibraries, gpuPackage: packageIn(folder, GPU_PACKAGE), cpuPackage: packageIn(folder, CPU_PACKAGE) };
}

async function runtimeOf(nodePath: string | undefined): Promise<RuntimeFacts> {
  const set = nodePath === undefined ? null : await askNode(nodePath);
  if (set) return { ...set, isElectron: false };
  return { version: process.versions.node, path: process.execPath, isElectron: 'electron' in process.versions };
}

async function nvidiaOf(env: NodeJS.ProcessEnv): Promise<GpuFacts['nvidia']> {
  const answer = await output('nvidia-smi', ['--query-gpu=name,driver_version', '--format=csv,noheader'], env);
  const rows = answer.split('\n').map((line) => line.split(',').map((cell) => cell.trim())).filter((cells) => cells.length === 2);
  return rows.length === 0 ? null : { names: [...new Set(rows.map(([name]) => name!))], driver: rows[0]![1]! };
}

/** As the system's loader would look for them; of Linux's, without what a binary may bring with it. */
async function missingOf(libraries: readonly string[], env: NodeJS.ProcessEnv): Promise<string[]> {
  if (libraries.length === 0) return [];
  const isLinux = process.platform === 'linux';
  const folders = (isLinux ? env.LD_LIBRARY_PATH : env.PATH ?? env.Path ?? '')?.split(path.delimiter).filter((folder) => folder !== '') ?? [];
  // Debian keeps ldconfig out of the users' PATH.
  const known = isLinux ? await output('ldconfig', ['-p'], { ...env, PATH: `${env.PATH ?? ''}:/sbin:/usr/sbin` }) : '';
  const cached = new Set(known.split('\n').map((line) => line.trim().split(' ', 1)[0]!));
  return libraries.filter((name) => !cached.has(name) && !folders.some((folder) => fs.existsSync(path.join(folder, name))));
}

export function packageIn(folder: string, name: string): NativePackageFacts | null {
  const manifest = resolvePackage(folder, `${name}/package.json`);
  if (manifest === null) return null;
  const { version } = JSON.parse(fs.readFileSync(manifest, 'utf8')) as { version: string };
  return { version, hasLibrary: hasBinding(path.join(path.dirname(manifest), 'lib')) };
}

/** lib/napi-v8/tfjs_binding.node: the last thing that the install script puts there. */
function hasBinding(lib: string): boolean {
  if (!fs.existsSync(lib)) return false;
  return fs.readdirSync(lib).some((folder) => fs.existsSync(path.join(lib, folder, 'tfjs_binding.node')));
}

/** What a tool writes; empty when there is no such tool, or it fails. */
async function output(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<string> {
  try {
    return (await promisify(execFile)(command, args, { timeout: TIMEOUT_MS, env, maxBuffer: 2 ** 24 })).stdout;
  } catch {
    return '';
  }
}
