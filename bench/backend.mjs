/**
 * What the fast kernels of src/trainer/backend/complete gain over running the missing kernels on the cpu backend.
 *
 *   node bench/backend.mjs [STEPS]
 *
 * Trains each model STEPS times (default 7) with either set of kernels, taking turns in one process, so that the noise of
 * the machine falls on both, and prints the medians of the step times and their ratio. Takes about a minute.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-inspector-bench-'));
try {
  const outfile = path.join(folder, 'backend.cjs');
  await build({
    entryPoints: [path.join(root, 'bench/backend.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    alias: { '@tensorflow/tfjs-backend-webgl': path.join(root, 'src/trainer/backend/withoutWebgl.ts') },
    external: ['node-fetch'],
  });
  for (const name of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm']) {
    fs.copyFileSync(path.join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist', name), path.join(folder, name));
  }
  await createRequire(import.meta.url)(outfile).run(Number(process.argv[2] ?? 7));
} finally {
  fs.rmSync(folder, { recursive: true });
}
