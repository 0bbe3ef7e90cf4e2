// @ts-check
/** Installs the npm packages of the repository where they are missing or are not the ones that the lock file names. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from './process.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} LockEntry
 */

/** @returns {Promise<void>} resolves when every package is there; needs nothing but Node.js and npm */
export async function ensureDependencies() {
  if (dependenciesMatchLock()) return;
  console.log('Installing npm packages');
  await npm(['ci', '--no-audit', '--no-fund'], { cwd: root });
}

/** Packages that npm may drop (other platforms' binaries, optional ones that did not install) need not be there. */
function dependenciesMatchLock() {
  const wanted = readLock('package-lock.json');
  const installed = readLock('node_modules/.package-lock.json');
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([folder, entry]) => {
    if (folder === '') return true;
    const version = installed[folder]?.version;
    return version === undefined ? Boolean(entry.optional) : version === entry.version;
  });
}

/**
 * @param {string} name
 * @returns {Record<string, LockEntry> | null}
 */
function readLock(name) {
  const file = path.join(root, name);
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).packages : null;
}
