// @ts-check
/** Puts esbuild, which cannot be bundled, beside the bundle: its JavaScript and the binary for one platform. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../dependencies.mjs';
import { npm, run } from '../process.mjs';

/** VS Code's names of platforms whose binary esbuild names otherwise. */
const esbuildNames = /** @type {Record<string, string>} */ ({ 'linux-armhf': 'linux-arm', 'alpine-x64': 'linux-x64', 'alpine-arm64': 'linux-arm64' });

/** The platform that this machine is, by VS Code's name. */
export const thisPlatform = process.arch === 'arm' ? 'linux-armhf' : `${process.platform}-${process.arch}`;

/**
 * @param {string} target platform by VS Code's name, "linux-x64"
 * @param {string} modules the folder `node_modules` to put it in
 */
export async function addEsbuild(target, modules) {
  const installed = path.join(root, 'node_modules');
  fs.rmSync(modules, { recursive: true, force: true });
  for (const file of ['package.json', 'LICENSE.md', 'lib/main.js']) {
    fs.cpSync(path.join(installed, 'esbuild', file), path.join(modules, 'esbuild', file));
  }
  const name = `@esbuild/${esbuildNames[target] ?? target}`;
  const here = path.join(installed, name);
  if (fs.existsSync(here)) fs.cpSync(here, path.join(modules, name), { recursive: true });
  else await download(name, path.join(modules, name));
}

/**
 * npm installs the binary of its own platform only; the others are fetched in the same version.
 * @param {string} name
 * @param {string} destination
 */
async function download(name, destination) {
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'node_modules/esbuild/package.json'), 'utf8'));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-inspector-esbuild-'));
  try {
    await npm(['pack', '--silent', '--pack-destination', folder, `${name}@${version}`]);
    const [archive] = fs.readdirSync(folder);
    fs.mkdirSync(destination, { recursive: true });
    const code = await run('tar', ['-xzf', path.join(folder, archive), '-C', destination, '--strip-components=1']);
    if (code !== 0) throw new Error(`Cannot unpack ${archive}.`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
