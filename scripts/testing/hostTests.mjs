// @ts-check
/** Compiles the tests that run inside the extension host, and runs them there. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from '../dependencies.mjs';
import { run } from '../process.mjs';
import { mochaResult } from './results.mjs';

const compiled = path.join(root, 'out/test/host');
const report = path.join(root, 'out/results/host.json');

/**
 * @param {'server' | 'desktop'} where label of the configuration in .vscode-test.mjs
 * @returns {Promise<import('./results.mjs').Result>}
 */
export async function runHostTests(where) {
  await compileHostTests();
  fs.rmSync(report, { force: true });
  fs.mkdirSync(path.dirname(report), { recursive: true });
  // A copy outside the repository: tests edit files, and programs must not find the repository's node_modules.
  const workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-inspector-workspace-'));
  try {
    fs.cpSync(path.join(root, 'test/fixtures/e2e-workspace'), workspace, { recursive: true });
    const runner = path.join(root, 'node_modules/@vscode/test-cli/out/bin.mjs');
    const env = { ...process.env, GRADIENT_INSPECTOR_TEST_WORKSPACE: workspace, GRADIENT_INSPECTOR_TEST_REPORT: report };
    return mochaResult(report, await run(process.execPath, [runner, '--label', where], { cwd: root, env }));
  } finally {
    fs.rmSync(workspace, { recursive: true, force: true });
  }
}

async function compileHostTests() {
  fs.rmSync(compiled, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['test/host/**/*.test.ts'],
    outdir: compiled,
    outbase: 'test/host',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha', 'esbuild'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}
