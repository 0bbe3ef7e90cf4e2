#!/usr/bin/env node
// @ts-check
/**
 * Stands where @vscode/test-electron expects the executable of a desktop VS Code: takes its arguments, runs the tests in
 * the extension host of the VS Code server, and exits with their result. The workbench's own interface for test drivers
 * (`codeAutomationLog`, `codeAutomationExit`) carries output and result out of the browser.
 */
import fs from 'node:fs';
import path from 'node:path';
import { format, parseArgs } from 'node:util';
import { launchChromium } from './chromium.mjs';
import { startServer } from './server.mjs';

const timeoutMinutes = 15;
const exitCodes = { timedOut: 124, browserGone: 125, interrupted: 130 };

/** Lines of the workbench itself that say nothing about the tests. */
const noise = /^(Resolv(ing|ed) connection token|Creating a socket|Updating additional builtin|\[(reconnection-grace-time|Service Worker|AgentHost|AccountPolicyGate)|(Failed: )?getaddrinfo |Timed out waiting for authentication)/;

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
    'extensions-dir': { type: 'string' },
  },
});

/** @param {string} file */
const remote = (file) => `vscode-remote://127.0.0.1:${server.port}${path.resolve(file)}`;

const server = await startServer({
  extensionsFolder: /** @type {string | undefined} */ (values['extensions-dir']),
  flags: ['--vscode-option', 'enable-smoke-test-driver'],
});
let exitCode = exitCodes.browserGone;
try {
  exitCode = await runTests();
} catch (error) {
  console.error(error);
} finally {
  await server.stop();
}
process.exit(exitCode);

/** @returns {Promise<number>} the tests' exit code */
async function runTests() {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
      const text = format(...args);
      if (!noise.test(text)) (type === 'error' ? process.stderr : process.stdout).write(`${text}\n`);
    });
    const result = new Promise((resolve) => {
      page.exposeFunction('codeAutomationExit', resolve).then(() => page.goto(workbenchUrl(), { waitUntil: 'commit' })).catch((error) => {
        console.error(error);
        resolve(exitCodes.browserGone);
      });
      page.once('crash', () => resolve(exitCodes.browserGone));
      browser.once('disconnected', () => resolve(exitCodes.browserGone));
      for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve(exitCodes.interrupted));
      setTimeout(() => {
        console.error(`The tests in the extension host did not end within ${timeoutMinutes} minutes.`);
        resolve(exitCodes.timedOut);
      }, timeoutMinutes * 60_000);
    });
    return await result;
  } finally {
    await browser.close();
  }
}

/** @returns {string} */
function workbenchUrl() {
  const developed = /** @type {string[]} */ (values.extensionDevelopmentPath ?? []);
  const tests = /** @type {string} */ (values.extensionTestsPath);
  const payload = [...developed.map((folder) => ['extensionDevelopmentPath', remote(folder)]), ['extensionTestsPath', remote(tests)]];
  const folder = positionals.map((argument) => path.resolve(argument)).find((argument) => fs.existsSync(argument));
  const opened = folder ? `folder=${encodeURIComponent(folder)}` : 'ew=true';
  return `${server.url}/?${opened}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}
