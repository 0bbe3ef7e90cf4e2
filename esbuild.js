/**
 * Builds everything into dist/. `node esbuild.js [--watch] [--minify]`.
 *
 * dist/extension.js      the extension host side
 * dist/cli.js            the headless face
 * dist/trainer/          the child process, with tfjs and its .wasm files inside, and on the workspace's tfjs
 * dist/webview/          panel and side view, and what stands in for the editor in an HTML report
 */
const esbuild = require('esbuild');
const fs = require('node:fs');
const path = require('node:path');
const { buildKernels } = require('./scripts/kernels.cjs');
const { trainerBuild, workspaceTrainerBuild } = require('./scripts/trainerBuild.cjs');

const watch = process.argv.includes('--watch');
const minify = process.argv.includes('--minify');
const dist = path.join(__dirname, 'dist');

/** @type {import('esbuild').BuildOptions} */
const common = { bundle: true, minify, sourcemap: minify ? false : 'linked', logLevel: 'warning', metafile: true, absWorkingDir: __dirname };

/** @type {import('esbuild').BuildOptions} */
const node = { ...common, platform: 'node', target: 'node20', format: 'cjs', external: ['vscode', 'esbuild'] };

const builds = [
  { ...node, entryPoints: { extension: 'src/extension.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { cli: 'src/cli/main.ts' }, outdir: 'dist', banner: { js: '#!/usr/bin/env node' } },
  { ...common, ...trainerBuild, outdir: 'dist/trainer' },
  { ...common, ...workspaceTrainerBuild, outdir: 'dist/trainer' },
  {
    ...common,
    entryPoints: { panel: 'webview/panel/main.ts', side: 'webview/side/main.ts', standalone: 'webview/standalone/main.ts' },
    outdir: 'dist/webview',
    platform: 'browser',
    target: 'chrome128',
    format: 'iife',
    loader: { '.svg': 'text' },
  },
];

function copyTfjsWasm() {
  const from = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  for (const name of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm']) {
    fs.copyFileSync(path.join(from, 'dist', name), path.join(dist, 'trainer', name));
  }
}

async function main() {
  buildKernels(path.join(dist, 'trainer'));
  copyTfjsWasm();
  if (watch) {
    for (const options of builds) await (await esbuild.context(options)).watch();
    return;
  }
  const results = await Promise.all(builds.map((options) => esbuild.build(options)));
  const outputs = Object.assign({}, ...results.map(({ metafile }) => metafile.outputs));
  const inputs = Object.assign({}, ...results.map(({ metafile }) => metafile.inputs));
  // For the third-party notices of the package, and for whoever asks what makes a bundle large.
  fs.writeFileSync(path.join(dist, 'metafile.json'), JSON.stringify({ inputs, outputs }));
  for (const [file, { bytes }] of Object.entries(outputs)) {
    if (!file.endsWith('.map')) console.log(`${file}  ${(bytes / 1024).toFixed(0)} KB`);
  }
}

main().catch((error) => {
  console.error(error.message ?? error);
  process.exit(1);
});
