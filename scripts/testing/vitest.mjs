// @ts-check
/** Runs vitest with its output on ours and a report for us. */
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../dependencies.mjs';
import { run } from '../process.mjs';
import { vitestResult } from './results.mjs';

/**
 * @param {string} name of the report
 * @param {string} config
 * @param {NodeJS.ProcessEnv} [env] more environment
 * @returns {Promise<import('./results.mjs').Result>}
 */
export async function runVitest(name, config, env = {}) {
  const report = path.join(root, 'out/results', `${name}.json`);
  fs.rmSync(report, { force: true });
  const exitCode = await run(process.execPath, [
    path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', config,
    '--reporter=default', '--reporter=json', `--outputFile.json=${report}`,
  ], { cwd: root, env: { ...process.env, ...env } });
  return vitestResult(report, exitCode);
}
