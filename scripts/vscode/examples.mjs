// @ts-check
/** Copies of the examples to play with. */
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../dependencies.mjs';

/**
 * @param {string} purpose
 * @returns {string} the folder; inside the repository, so that the examples find the packages they import
 */
export function copyExamples(purpose) {
  const folder = path.join(root, 'out', purpose, 'examples');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.cpSync(path.join(root, 'examples'), folder, { recursive: true });
  return folder;
}
