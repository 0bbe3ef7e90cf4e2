// @ts-check
/**
 * A Vulkan driver that needs no GPU, for the tests of the WebGPU backend: Mesa's lavapipe. Debian 12 itself has one that
 * is too old for Dawn, so that its backports are asked there, for this one installation: the list of sources and what apt
 * learns from it lie in a folder of their own, and the system's own sources stay as they are.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { run } from '../process.mjs';

const drivers = '/usr/share/vulkan/icd.d';
const PACKAGE = 'mesa-vulkan-drivers';

/** @returns {string | null} why there is no Vulkan driver, or null when there is one */
export function lavapipeMissing() {
  if (process.platform !== 'linux') return null;
  const found = fs.existsSync(drivers) && fs.readdirSync(drivers).length > 0;
  return found ? null : `no Vulkan driver was found: install ${PACKAGE}, version 23 or later (Debian 12: from its backports)`;
}

/**
 * Finds a driver, or installs Debian's where this may be done without asking: as root on a system with apt.
 * @returns {Promise<string | null>} why there is none, or null when there is one
 */
export async function ensureLavapipe() {
  const missing = lavapipeMissing();
  if (!missing || process.getuid?.() !== 0 || !fs.existsSync('/usr/bin/apt-get')) return missing;
  console.log(`Installing ${PACKAGE} with apt-get`);
  const { VERSION_CODENAME: release } = osRelease();
  if (release === 'bookworm') await installFromBackports(release);
  else await apt([], [PACKAGE]);
  return lavapipeMissing();
}

/** @param {string} release */
async function installFromBackports(release) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-inspector-apt-'));
  try {
    const sources = path.join(folder, 'sources.list');
    const suites = [release, `${release}-updates`, `${release}-backports`];
    fs.writeFileSync(sources, suites.map((suite) => `deb ${debianMirror()} ${suite} main\n`).join(''));
    const lists = path.join(folder, 'lists');
    fs.mkdirSync(path.join(lists, 'partial'), { recursive: true });
    const own = [`Dir::Etc::sourcelist=${sources}`, 'Dir::Etc::sourceparts=-', `Dir::State::lists=${lists}`, 'APT::Sandbox::User=root'];
    await apt(own.flatMap((option) => ['-o', option]), ['--target-release', `${release}-backports`, PACKAGE]);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string[]} options
 * @param {string[]} what
 */
async function apt(options, what) {
  const quiet = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  if (await run('apt-get', ['-qq', ...options, 'update'], quiet) !== 0) return;
  await run('apt-get', ['-qq', ...options, 'install', '--yes', '--no-install-recommends', ...what], quiet);
}

/** The mirror that the system itself uses, else Debian's own. */
function debianMirror() {
  const files = ['/etc/apt/sources.list', ...listed('/etc/apt/sources.list.d')].filter((file) => fs.existsSync(file));
  const text = files.map((file) => fs.readFileSync(file, 'utf8')).join('\n');
  return /\bhttps?:\/\/\S+\/debian\/?(?=\s|$)/.exec(text.replace(/^\s*#.*$/gm, ''))?.[0] ?? 'http://deb.debian.org/debian';
}

/** @param {string} folder */
function listed(folder) {
  return fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => /\.(list|sources)$/.test(name)).map((name) => path.join(folder, name)) : [];
}

/** @returns {Record<string, string>} */
function osRelease() {
  if (!fs.existsSync('/etc/os-release')) return {};
  const lines = fs.readFileSync('/etc/os-release', 'utf8').matchAll(/^(\w+)="?([^"\n]*)"?$/gm);
  return Object.fromEntries([...lines].map(([, name, value]) => [name, value]));
}
