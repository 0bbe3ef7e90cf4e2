// @ts-check
/** What a stage of `npm test` found, read from the reports that its runner writes for machines. */
import fs from 'node:fs';

/**
 * @typedef {object} Result
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string} [reason] why something was skipped or could not run
 */

/** @type {Result} */
export const onePassed = { passed: 1, failed: 0, skipped: 0 };

/** @param {string} [reason] @returns {Result} */
export const oneFailed = (reason) => ({ passed: 0, failed: 1, skipped: 0, reason });

/** @param {string} reason @returns {Result} */
export const oneSkipped = (reason) => ({ passed: 0, failed: 0, skipped: 1, reason });

/**
 * @param {string} file report of vitest's `json` reporter
 * @param {number} exitCode of vitest
 * @returns {Result}
 */
export function vitestResult(file, exitCode) {
  const report = readReport(file);
  if (!report) return oneFailed('vitest ended without a report');
  // A file that could not be loaded fails without a test of its own.
  const broken = report.testResults.filter((/** @type {{ status: string, assertionResults: unknown[] }} */ suite) => suite.status === 'failed' && suite.assertionResults.length === 0);
  return settle({
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }, exitCode);
}

/**
 * @param {string} file report of `mochaReporter.cjs`
 * @param {number} exitCode of the test runner
 * @returns {Result}
 */
export function mochaResult(file, exitCode) {
  const report = readReport(file);
  if (!report) return oneFailed('the extension host ended without a report');
  return settle({ passed: report.passes, failed: report.failures, skipped: report.pending }, exitCode);
}

/** @param {string} file */
function readReport(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : null;
}

/**
 * A runner that fails without a failed test, and one that ran no test, have failed.
 * @param {Result} result
 * @param {number} exitCode
 * @returns {Result}
 */
function settle(result, exitCode) {
  if (result.passed + result.failed === 0) return { ...result, failed: 1, reason: 'no test ran' };
  if (exitCode !== 0 && result.failed === 0) return { ...result, failed: 1, reason: `no test failed, but the runner's exit code was ${exitCode}` };
  return result;
}

/**
 * The last line of `npm test`.
 * @param {Result[]} results
 */
export function summary(results) {
  const [passed, failed, skipped] = /** @type {const} */ (['passed', 'failed', 'skipped'])
    .map((key) => results.reduce((sum, result) => sum + result[key], 0));
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
