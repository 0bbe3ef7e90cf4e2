// @ts-check
/**
 * `npm run evaluate [-- SET ...] [--seeds 1,2,3] [--case ID] [--fresh] [--fixes]`: trains programs with known faults and healthy ones through the
 * analyzer and prints what the diagnosis said of them, beside the rules of other tools on the same runs. Sets are
 * `published`, `faulty` and `healthy` (own variations, on which rules were made), `held-out-faulty` and `held-out-healthy`
 * (own variations, only judged by), and `held-out-programs` (sound ones as people write them); default: all. `--fixes` tries
 * the remedies instead, with the first of the seeds, trains those that help to the end, best first, and compares with the
 * published fix. Runs are kept in out/evaluation, so that a change of
 * the rules alone is judged in seconds; figures are written to out/evaluation/results.json.
 */
import path from 'node:path';
import { ensureDependencies, root } from '../scripts/dependencies.mjs';
import { run } from '../scripts/process.mjs';
import { buildIsStale } from '../scripts/staleness.mjs';

await ensureDependencies();
if (buildIsStale(root)) {
  const code = await run(process.execPath, [path.join(root, 'esbuild.js')], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (code !== 0) process.exit(code);
}
const { build } = await import('esbuild');
const bundle = path.join(root, 'out/evaluation/evaluate.mjs');
await build({
  entryPoints: [path.join(root, 'evaluation/evaluate.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
});
const { evaluate } = await import(bundle);
await evaluate(root, process.argv.slice(2));
