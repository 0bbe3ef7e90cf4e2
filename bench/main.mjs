// @ts-check
/**
 * `npm run bench [-- PART ...] [--quick]`: measures what the engine costs, prints a table for each part with its bars, and
 * writes the figures to out/bench/PART.json. A bench is not a test: bars that are not met do not change the exit code.
 */
import fs from 'node:fs';
import path from 'node:path';
import { ensureDependencies, root } from '../scripts/dependencies.mjs';
import { run } from '../scripts/process.mjs';
import { buildIsStale } from '../scripts/staleness.mjs';

const out = path.join(root, 'out', 'bench');
const bundle = path.join(out, 'bundle');

/** The parts with what they use of src/, and the .wasm files beside them, as in dist/trainer. */
async function buildBench() {
  if (buildIsStale(root)) {
    const code = await run(process.execPath, [path.join(root, 'esbuild.js')], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    if (code !== 0) throw new Error('The build failed.');
  }
  const { build } = await import('esbuild');
  await build({
    entryPoints: ['bench/child.ts', 'bench/trainee.ts', 'bench/captured.ts'],
    absWorkingDir: root,
    outdir: bundle,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    alias: { '@tensorflow/tfjs-backend-webgl': './src/trainer/backend/withoutWebgl.ts' },
    external: ['esbuild', 'node-fetch'],
    logLevel: 'warning',
  });
  const trainer = path.join(root, 'dist', 'trainer');
  for (const name of fs.readdirSync(trainer).filter((file) => file.endsWith('.wasm'))) {
    fs.copyFileSync(path.join(trainer, name), path.join(bundle, name));
  }
}

const args = process.argv.slice(2);
const parts = fs.readdirSync(path.join(root, 'bench/parts')).map((file) => path.parse(file).name);
const asked = args.filter((arg) => !arg.startsWith('--'));
const unknown = asked.filter((name) => !parts.includes(name));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')} of the benchmark. Parts are ${parts.join(', ')}.`);
  process.exit(2);
}
await ensureDependencies();
await buildBench();
// One process a part: none inherits another's kernels, hooks or garbage.
for (const part of asked.length > 0 ? asked : parts) {
  const code = await run(process.execPath, ['--expose-gc', path.join(bundle, 'child.cjs'), part, out, ...args.filter((arg) => arg.startsWith('--'))], { cwd: root });
  if (code !== 0) process.exitCode = code;
}
