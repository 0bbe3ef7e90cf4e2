// @ts-check
/** Whether dist/ was built from the sources as they are now. */
import fs from 'node:fs';
import path from 'node:path';

/** What goes into the build. */
const SOURCES = ['src', 'webview', 'esbuild.js', 'package.json', 'package-lock.json'];
/** Its last part, and the one that a start needs. */
const RESULTS = ['dist/cli.js', 'dist/trainer/main.js'];

/** @param {string} root of the repository */
export function buildIsStale(root) {
  const built = RESULTS.map((file) => timeOf(path.join(root, file)));
  const oldest = Math.min(...built);
  return SOURCES.some((source) => newest(path.join(root, source)) > oldest);
}

/**
 * @param {string} entry a file or a folder
 * @returns {number} when it, or the youngest file in it, was changed
 */
function newest(entry) {
  if (!fs.statSync(entry).isDirectory()) return timeOf(entry);
  return fs.readdirSync(entry).reduce((latest, name) => Math.max(latest, newest(path.join(entry, name))), 0);
}

/** @param {string} file */
function timeOf(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
