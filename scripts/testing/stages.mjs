// @ts-check
/** The stages of `npm test`, in order. */
import path from 'node:path';
import { root } from '../dependencies.mjs';
import { packageVsix } from '../packaging/vsix.mjs';
import { run } from '../process.mjs';
import { chromiumMissing, ensureChromium } from '../vscode/chromium.mjs';
import { ensureDawn } from '../webgpu/dawn.mjs';
import { ensureLavapipe } from '../webgpu/lavapipe.mjs';
import { hostUnavailable, installHost } from '../vscode/host.mjs';
import { runHostTests } from './hostTests.mjs';
import { oneFailed, onePassed, oneSkipped, summary } from './results.mjs';
import { runVitest } from './vitest.mjs';

/**
 * @typedef {import('./results.mjs').Result} Result
 * @typedef {object} Stage
 * @property {string} name
 * @property {string[]} parts the parts of the tests that it belongs to; empty: only to all of them together
 * @property {string[]} needs names of the stages that must have passed
 * @property {() => Promise<Result>} run
 */

const bin = (/** @type {string} */ name) => path.join(root, 'node_modules', name);
/** Each world has its own globals: Node.js, the browser, and tests that drive the browser from Node.js. */
const projects = ['tsconfig.json', 'webview/tsconfig.json', 'test/webview/tsconfig.json'];
const onDesktop = process.env.GRADIENT_INSPECTOR_DESKTOP_VSCODE === '1';

/** @type {Stage[]} */
const stages = [
  { name: 'Type check', parts: [], needs: [], run: () => allPass(projects.map((project) => [bin('typescript/bin/tsc'), '-p', project])) },
  { name: 'Lint', parts: [], needs: [], run: () => allPass([[bin('eslint/bin/eslint.js'), '.']]) },
  { name: 'Build', parts: ['unit', 'host'], needs: [], run: () => allPass([['esbuild.js']]) },
  { name: 'Unit tests', parts: ['unit'], needs: ['Build'], run: unitTests },
  { name: 'Panel and side view in a browser', parts: ['webview'], needs: [], run: webviewTests },
  { name: 'Tests in the extension host', parts: ['host'], needs: ['Build'], run: hostTests },
  { name: 'Tests in desktop VS Code', parts: ['host'], needs: ['Build'], run: desktopTests },
  { name: 'Package', parts: ['e2e'], needs: [], run: () => packageVsix().then(() => onePassed) },
  { name: 'End-to-end tests of the packaged extension', parts: ['e2e'], needs: ['Package'], run: endToEndTests },
];

/**
 * Runs the stages and prints what they found.
 * @param {string[]} parts the parts asked for; none: everything
 * @returns {Promise<boolean>} whether nothing failed
 */
export async function runStages(parts) {
  const chosen = stages.filter((stage) => parts.length === 0 || stage.parts.some((part) => parts.includes(part)));
  /** @type {Map<string, Result>} */
  const results = new Map();
  for (const stage of chosen) {
    console.log(`\n=== ${stage.name} ===`);
    const started = Date.now();
    const result = await runStage(stage, results);
    results.set(stage.name, result);
    if (result.reason) console.log(`${stage.name}: ${result.reason}.`);
    console.log(`${stage.name}: ${summary([result])} (${Math.round((Date.now() - started) / 1000)} s)`);
  }
  console.log('');
  for (const [name, result] of results) {
    console.log(`${result.failed > 0 ? 'FAILED ' : 'ok     '} ${name}: ${summary([result])}${result.reason ? ` (${result.reason})` : ''}`);
  }
  const all = [...results.values()];
  console.log(summary(all));
  return all.every((result) => result.failed === 0);
}

/**
 * @param {Stage} stage
 * @param {Map<string, Result>} results of the stages before
 * @returns {Promise<Result>}
 */
async function runStage(stage, results) {
  const broken = stage.needs.find((name) => (results.get(name)?.failed ?? 0) > 0);
  if (broken) return oneFailed(`not run, because the stage "${broken}" failed`);
  try {
    return await stage.run();
  } catch (error) {
    console.error(error);
    return oneFailed(error instanceof Error ? error.message.split('\n')[0] : String(error));
  }
}

/** @param {string[][]} scripts each a script for Node.js and its arguments */
async function allPass(scripts) {
  for (const script of scripts) {
    const code = await run(process.execPath, script, { cwd: root });
    if (code !== 0) return oneFailed();
  }
  return onePassed;
}

/** @returns {Promise<string | null>} why the VS Code server cannot be shown here, or null when it is ready */
async function serverMissing() {
  const reason = hostUnavailable() ?? (await ensureChromium() ? null : chromiumMissing);
  if (!reason) await installHost();
  return reason;
}

/** The tests of the WebGPU backend skip themselves where it cannot run; what is missing is said here. */
async function unitTests() {
  const reason = await ensureDawn() ?? await ensureLavapipe();
  const result = await runVitest('unit', 'vitest.config.mts');
  return reason ? { ...result, reason: result.reason ?? reason } : result;
}

async function webviewTests() {
  const chromium = await ensureChromium();
  return chromium ? runVitest('webview', 'test/webview/vitest.config.mts', { CHROMIUM: chromium }) : oneSkipped(chromiumMissing);
}

async function hostTests() {
  const reason = await serverMissing();
  return reason ? oneSkipped(reason) : runHostTests('server');
}

async function desktopTests() {
  if (onDesktop) return runHostTests('desktop');
  return oneSkipped('set GRADIENT_INSPECTOR_DESKTOP_VSCODE=1 to download VS Code and run the same tests there');
}

async function endToEndTests() {
  const reason = await serverMissing();
  return reason ? oneSkipped(reason) : runVitest('e2e', 'test/e2e/vitest.config.mts');
}
