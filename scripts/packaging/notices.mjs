// @ts-check
/** Third-party notices of what is shipped: the licences of all packages that the bundles hold. */
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../dependencies.mjs';

/** Texts for packages that come without a licence file. */
const plainTexts = /** @type {Record<string, string>} */ ({
  'Apache-2.0': 'node_modules/typescript/LICENSE.txt',
  MIT: 'scripts/packaging/mit-license.txt',
});

/**
 * @typedef {object} Package
 * @property {string} title name and version
 * @property {string} license
 * @property {string | undefined} repository
 * @property {string} holder of the copyright
 * @property {string | null} text of its licence file; null when it has none
 */

/**
 * @param {import('esbuild').Metafile} metafile
 * @param {string[]} beside names of packages that are shipped beside the bundles
 * @returns {string} the notices
 */
export function thirdPartyNotices(metafile, beside) {
  const folders = new Set(beside.map((name) => `node_modules/${name}`));
  for (const output of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const folder = packageFolder(input);
      if (folder && bytesInOutput > 0) folders.add(folder);
    }
  }
  const packages = [...folders].map(describe).sort((a, b) => a.title.localeCompare(b.title));
  const sections = packages.map((one) => `${'='.repeat(80)}\n${one.title}\nLicense: ${one.license}\n\n${textOf(one, packages).trim()}\n`);
  return `Gradient Inspector contains the following packages.\n\n${sections.join('\n')}`;
}

/**
 * @param {string} input path of a bundled file, relative to the repository
 * @returns {string | null} the folder of the package that it comes from
 */
function packageFolder(input) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? null;
}

/**
 * @param {string} folder
 * @returns {Package}
 */
function describe(folder) {
  const absolute = path.join(root, folder);
  const { name, version, license, repository, author } = JSON.parse(fs.readFileSync(path.join(absolute, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${folder}/package.json names no licence.`);
  const file = fs.readdirSync(absolute).find((entry) => /^(licen[sc]e|copying)/i.test(entry));
  return {
    title: `${name} ${version}`,
    license,
    repository: typeof repository === 'string' ? repository : repository?.url,
    holder: (typeof author === 'string' ? author : author?.name) ?? `the authors of ${name}`,
    text: file ? fs.readFileSync(path.join(absolute, file), 'utf8') : null,
  };
}

/**
 * The text of a package's licence: its own, or that of a package from the same repository, or the licence's plain text.
 * @param {Package} one
 * @param {Package[]} all
 * @returns {string}
 */
function textOf({ title, license, repository, holder, text }, all) {
  if (text) return text;
  const sibling = all.find((other) => other.text && repository && other.repository === repository && other.license === license);
  if (sibling?.text) return sibling.text;
  return license.split(' AND ').map((term) => {
    const file = plainTexts[term];
    if (!file) throw new Error(`The package ${title} has no licence file; its licence is "${license}".`);
    return fs.readFileSync(path.join(root, file), 'utf8').replace('{holder}', holder).trim();
  }).join('\n\n');
}
