// @ts-check
/** Builds the VSIX of one platform and holds it to its budget. */
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../dependencies.mjs';
import { run } from '../process.mjs';
import { thirdPartyNotices } from './notices.mjs';
import { addEsbuild, thisPlatform } from './targets.mjs';

const budgetMb = 15;
const dist = path.join(root, 'dist');

/**
 * @param {string} [target] platform by VS Code's name
 * @returns {Promise<string>} path of the VSIX
 */
export async function packageVsix(target = thisPlatform) {
  fs.rmSync(dist, { recursive: true, force: true });
  await node('esbuild.js', '--minify');
  const metafile = JSON.parse(fs.readFileSync(path.join(dist, 'metafile.json'), 'utf8'));
  fs.writeFileSync(path.join(dist, 'ThirdPartyNotices.txt'), thirdPartyNotices(metafile, ['esbuild', '@tensorflow/tfjs-backend-wasm']));
  await addEsbuild(target, path.join(dist, 'node_modules'));

  const vsix = vsixPath(target);
  fs.mkdirSync(path.dirname(vsix), { recursive: true });
  // There is no repository URL yet, so links in the README stay as they are.
  await node('node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', '--allow-missing-repository',
    '--no-rewrite-relative-links', '--target', target, '--out', vsix);
  const megabytes = fs.statSync(vsix).size / 1e6;
  console.log(`${path.relative(root, vsix)}: ${megabytes.toFixed(1)} MB of at most ${budgetMb} MB`);
  if (megabytes > budgetMb) throw new Error(`The package has ${megabytes.toFixed(1)} MB, more than its budget of ${budgetMb} MB.`);
  return vsix;
}

/** @returns {string} path of the VSIX for this platform that `packageVsix` has made */
export function findVsix() {
  const vsix = vsixPath(thisPlatform);
  if (!fs.existsSync(vsix)) throw new Error(`There is no ${path.relative(root, vsix)}: make it with npm run package.`);
  return vsix;
}

/** @param {string} target */
function vsixPath(target) {
  const { name, version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  return path.join(root, 'out', `${name}-${version}-${target}.vsix`);
}

/** @param {string[]} args script and its arguments */
async function node(...args) {
  const code = await run(process.execPath, args, { cwd: root });
  if (code !== 0) throw new Error(`node ${args.slice(0, 2).join(' ')} failed with exit code ${code}.`);
}
