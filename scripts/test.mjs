// @ts-check
/**
 * `npm test`: installs what is missing and runs everything. `npm test -- unit|webview|host|e2e` runs one part.
 * The last line is "N passed, N failed" or "N passed, N failed, N skipped"; the exit code tells whether all is well.
 */
import { ensureDependencies } from './dependencies.mjs';

const parts = ['unit', 'webview', 'host', 'e2e'];
const asked = process.argv.slice(2);
const unknown = asked.filter((part) => !parts.includes(part));
if (unknown.length > 0) {
  console.error(`Unknown part of the tests: ${unknown.join(', ')}. Parts are ${parts.join(', ')}.`);
  process.exit(2);
}

await ensureDependencies();
// Only now can modules be loaded that need npm packages.
const { runStages } = await import('./testing/stages.mjs');
process.exitCode = await runStages(asked) ? 0 : 1;
