// @ts-check
/** Third-party notices of what is shipped: the licences of all packages that the bundles hold. */
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../dependencies.mjs';

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
  const sections = packages.map(({ title, license, repository, text }) => {
    const sibling = packages.find((other) => other.text && repository && other.repository === repository && other.license === license);
    const words = text ?? sibling?.text ?? commonText(license);
    if (!words) throw new Error(`The package ${title} has no licence file; its licence is "${license}".`);
    return `${'='.repeat(80)}\n${title}\nLicense: ${license}\n\n${words.trim()}\n`;
  });
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
 * The text of a licence that names no copyright holder, and so is the same for all packages (tfjs ships none).
 * @param {string} license
 */
function commonText(license) {
  return license === 'Apache-2.0' ? fs.readFileSync(path.join(root, 'node_modules/typescript/LICENSE.txt'), 'utf8') : null;
}

/** @param {string} folder */
function describe(folder) {
  const absolute = path.join(root, folder);
  const { name, version, license, repository } = JSON.parse(fs.readFileSync(path.join(absolute, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${folder}/package.json names no licence.`);
  const file = fs.readdirSync(absolute).find((entry) => /^(licen[sc]e|copying)/i.test(entry));
  const url = typeof repository === 'string' ? repository : repository?.url;
  return { title: `${name} ${version}`, license, repository: url, text: file ? fs.readFileSync(path.join(absolute, file), 'utf8') : null };
}
