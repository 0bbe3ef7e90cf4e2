// @ts-check
/**
 * The `webgpu` package for the tests, in the user's cache. It is no dependency of this project's own: 130 MB for all
 * platforms at once, and it must not be installed for those who only build.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from '../process.mjs';
import { cacheFolder } from '../vscode/cache.mjs';

const recipe = fileURLToPath(new URL('../../test/unit/webgpu/package/', import.meta.url));
const recipeFiles = ['package.json', 'package-lock.json', '.npmrc'];

/** @returns {string} the folder from which the package is found, once it is installed */
export function dawnFolder() {
  const hash = createHash('sha256');
  for (const name of recipeFiles) hash.update(fs.readFileSync(path.join(recipe, name)));
  return path.join(cacheFolder(), `webgpu-${hash.digest('hex').slice(0, 12)}`);
}

/**
 * Finds the package or installs it.
 * @returns {Promise<string | null>} why it cannot be had, or null when it is there
 */
export async function ensureDawn() {
  const folder = dawnFolder();
  if (fs.existsSync(folder)) return null;
  console.log(`Installing the package webgpu for the tests into ${folder}`);
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  // Filled beside its place and then renamed: a folder with the right name is always whole.
  const partial = fs.mkdtempSync(`${folder}-partial-`);
  try {
    for (const name of recipeFiles) fs.copyFileSync(path.join(recipe, name), path.join(partial, name));
    await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: partial });
    if (!fs.existsSync(folder)) fs.renameSync(partial, folder);
    return null;
  } catch (error) {
    return `the package webgpu cannot be installed: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    fs.rmSync(partial, { recursive: true, force: true });
  }
}
