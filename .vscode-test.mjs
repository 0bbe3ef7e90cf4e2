// @ts-check
/**
 * The tests of test/host, inside the extension host: of the VS Code server (through a stand-in for the desktop
 * executable) or of a desktop VS Code that is downloaded. `npm test -- host` compiles and runs them.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@vscode/test-cli';

const path = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));

const suite = {
  files: 'out/test/host/**/*.test.js',
  workspaceFolder: process.env.GRADIENT_INSPECTOR_TEST_WORKSPACE ?? 'test/fixtures/e2e-workspace',
  mocha: {
    ui: /** @type {const} */ ('bdd'),
    timeout: 60_000,
    reporter: path('scripts/testing/mochaReporter.cjs'),
    reporterOptions: { output: process.env.GRADIENT_INSPECTOR_TEST_REPORT ?? path('out/host-results.json') },
  },
};

export default defineConfig({
  tests: [
    { label: 'server', ...suite, useInstallation: { fromPath: path('scripts/vscode/shim.mjs') } },
    { label: 'desktop', ...suite },
  ],
});
