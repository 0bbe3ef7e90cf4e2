// @ts-check
/** The WebAssembly kernels of our own: AssemblyScript in src/, compiled into the trainer's folder. */
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');

/** The entry file of each, and the features of WebAssembly that it may use. */
const kernels = {
  'statistics.wasm': { entry: 'src/trainer/capture/kernel/statistics.ts', features: ['simd'] },
  'kernels.wasm': { entry: 'src/trainer/backend/kernel/index.ts', features: ['simd'] },
  'kernels-relaxed.wasm': { entry: 'src/trainer/backend/kernel/index.ts', features: ['simd', 'relaxed-simd'] },
};

/**
 * Compiles those that are older than their sources.
 * @param {string} folder where to; it need not exist
 */
function buildKernels(folder) {
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, { entry, features }] of Object.entries(kernels)) {
    const out = path.join(folder, name);
    if (timeOf(out) < newestIn(path.join(root, path.dirname(entry)))) compile(entry, features, out);
  }
}

/**
 * @param {string} entry
 * @param {string[]} features
 * @param {string} out
 */
function compile(entry, features, out) {
  // Under a name of its own first, so that nobody who builds or tests at the same time finds half a file.
  const unfinished = `${out}.${process.pid}`;
  execFileSync(process.execPath, [
    path.join(root, 'node_modules/assemblyscript/bin/asc.js'), entry, '-o', path.relative(root, unfinished),
    ...features.flatMap((feature) => ['--enable', feature]), '--importMemory', '--runtime', 'stub', '-O3', '--noAssert',
  ], { cwd: root, stdio: 'inherit' });
  fs.renameSync(unfinished, out);
}

/** @param {string} folder */
function newestIn(folder) {
  const files = fs.readdirSync(folder, { withFileTypes: true });
  return Math.max(timeOf(__filename), ...files.filter((file) => file.isFile()).map(({ name }) => timeOf(path.join(folder, name))));
}

/** @param {string} file */
function timeOf(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
}

module.exports = { buildKernels, kernelNames: Object.keys(kernels) };
