// @ts-check
/** The browser that shows VS Code: Chromium or Chrome as the system has it, or Debian's package. */
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { run } from '../process.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** @returns {string | null} path of a Chromium: the one named by CHROMIUM, else the first that is found */
export function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const onPath = (process.env.PATH ?? '').split(path.delimiter).flatMap((folder) => names.map((name) => path.join(folder, name)));
  return [...onPath, ...elsewhere].find((file) => fs.existsSync(file)) ?? null;
}

/**
 * Finds a Chromium, or installs Debian's where this may be done without asking: as root on a system with apt.
 * @returns {Promise<string | null>} its path, or null when the user has to install one
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() !== 0 || !fs.existsSync('/usr/bin/apt-get')) return null;
  console.log('Installing Chromium with apt-get');
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const installed = await run('apt-get', ['-qq', 'update'], options) === 0
    && await run('apt-get', ['-qq', 'install', '--yes', '--no-install-recommends', 'chromium'], options) === 0;
  return installed ? findChromium() : null;
}

/** What to tell a user whose machine has no Chromium. */
export const chromiumMissing = 'no Chromium was found: install it (Debian, Ubuntu: apt-get install chromium) or set CHROMIUM to its path';

/** @returns {Promise<import('playwright-core').Browser>} */
export async function launchChromium() {
  const executablePath = findChromium();
  if (!executablePath) throw new Error(`Cannot open VS Code: ${chromiumMissing}.`);
  return chromium.launch({
    executablePath,
    args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}
