/** The HTML report, opened in a real browser from a file as its readers do. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { htmlReport, readWebviewBundle } from '../../src/analysis/htmlReport.js';
import { RunStore } from '../../src/run/index.js';
import type { FindingView, RunStatus } from '../../src/shared/panelProtocol.js';
import { HISTOGRAM_BINS, HISTOGRAMS, STATISTIC_COUNT, STATISTIC_INDEX } from '../../src/shared/statistics.js';
import { Webview, launchBrowser } from './harness.js';
import { finding, layer, model, status } from './runs.js';

const ATTACK = '</script><img src=x onerror="document.title=\'hacked\'"><!-- <script>';
const STEPS = 30;

let browser: Browser;
let folder: string;
let webview: Webview;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'gradient-report-'));
  await build({
    entryPoints: { panel: 'webview/panel/main.ts', standalone: 'webview/standalone/main.ts' }, sourcemap: 'linked',
    absWorkingDir: path.resolve(import.meta.dirname, '../..'), outdir: folder, bundle: true, target: 'chrome128', format: 'iife',
    logLevel: 'error',
  });
  browser = await launchBrowser();
});

afterEach(async () => {
  await webview.close();
  expect(webview.complaints).toEqual([]);
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Two layers: the gradient of the first is 1e-8, that of the second 0.5; all magnitudes of a step lie in one bin. */
function store(): RunStore {
  const made = new RunStore();
  const layers = [layer(ATTACK, 0), layer('last', 1)];
  made.setLayers(layers);
  made.setModels([model(layers)]);
  for (let step = 0; step < STEPS; step++) {
    const values = new Float32Array(2 * STATISTIC_COUNT);
    values[STATISTIC_INDEX.outputGradientRms] = 1e-8;
    values[STATISTIC_COUNT + STATISTIC_INDEX.outputGradientRms] = 0.5;
    const histograms = new Uint16Array(2 * HISTOGRAMS.length * HISTOGRAM_BINS);
    for (let row = 0; row < 2 * HISTOGRAMS.length; row++) histograms[row * HISTOGRAM_BINS] = Math.round((65535 * (step + 1)) / 100);
    made.append({
      type: 'step', step, time: step, models: ['sequential_1'], loss: 1 / (step + 1), rows: [ATTACK, 'last'],
      groups: Uint8Array.of(15, 15), values, histograms, hidden: null, regularizationLoss: null, firstNonFinite: null, inspection: null,
    });
  }
  return made;
}

const FINDINGS: FindingView[] = [finding({
  layers: [ATTACK], message: 'The gradient vanishes here.', step: 3,
  remedies: [{
    id: 'relu', title: `Use relu in ${ATTACK}`, shortTitle: 'Use relu', explanation: 'Its slope is 1.', createFiles: [], trial: null,
    edits: [{ file: 'model.ts', start: { line: 12, column: 1 }, end: { line: 12, column: 9 }, newText: 'relu' }],
  }],
})];

async function open(
  colorScheme: 'light' | 'dark' = 'dark', more: Partial<RunStatus> = {}, data: RunStore = store(), findings = FINDINGS,
): Promise<void> {
  const file = path.join(folder, 'report.html');
  const run = { status: status({ file: `${ATTACK}.ts`, steps: data.stepCount, ...more }), store: data, findings };
  writeFileSync(file, [...htmlReport(run, readWebviewBundle(folder))].join(''));
  const context = await browser.newContext({ viewport: { width: 1280, height: 760 }, colorScheme });
  webview = new Webview(await context.newPage());
  webview.page.on('request', (request) => {
    if (!request.url().startsWith(pathToFileURL(file).href) && !request.url().startsWith('data:')) webview.complaints.push(request.url());
  });
  await webview.page.goto(pathToFileURL(file).href);
  await webview.page.locator('.toolbar .file').waitFor();
}

describe('the HTML report', () => {
  it('draws the run and says what is wrong, names that look like HTML as the text they are', async () => {
    await open();
    const { page } = webview;
    await expect.poll(() => page.locator('.finding .message').innerText()).toBe('The gradient vanishes here.');
    await expect.poll(() => page.locator('.layer .name').allInnerTexts()).toEqual([ATTACK, 'last']);
    await expect.poll(() => page.locator('.toolbar .file').innerText()).toBe(`${ATTACK}.ts`);
    await expect.poll(() => page.title()).toBe(`Gradients of ${ATTACK}.ts`);
    await expect.poll(() => page.locator('img').count()).toBe(0);
    const dim = await webview.pixel('canvas.heatmap', 0.3, 0.25);
    const bright = await webview.pixel('canvas.heatmap', 0.3, 0.75);
    expect(bright[0]! + bright[1]!).toBeGreaterThan(dim[0]! + dim[1]! + 150);
  });

  it('is moved through by keys, down to the histogram of each step', async () => {
    await open();
    const { page } = webview;
    await page.focus('canvas.heatmap');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('.step-line .step').innerText()).toBe('Step 1');
    await expect.poll(() => page.locator('.details h2 .name').innerText()).toBe('last');
    await expect.poll(() => page.locator('.plot-note').innerText()).toBe('2 % zero');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('.plot-note').innerText()).toBe('3 % zero');
  });

  it('offers nothing that only an editor could do', async () => {
    await open();
    const { page } = webview;
    await page.locator('.finding').waitFor();
    await expect.poll(() => page.locator('vscode-button:visible').count()).toBe(0);
    await expect.poll(() => page.locator('.finding .advice').innerText()).toBe('Fix: Use relu');
    await expect.poll(() => page.locator('.card .remedy-title').innerText()).toBe(`Use relu in ${ATTACK}`);
    await expect.poll(() => page.locator('.details h2 .link').count()).toBe(0);
    await expect.poll(() => page.locator('.details h2 .muted').innerText()).toBe('model.ts:12');
  });

  it('says so when a histogram is not in the file, and shows no other step’s instead', async () => {
    const data = store();
    data.histogram = (_layer, step) => (step === STEPS - 1 ? new Float32Array(HISTOGRAM_BINS).fill(0.5) : null);
    await open('dark', {}, data);
    const { page } = webview;
    await expect.poll(() => page.locator('.plot-note').innerText()).toContain('50 % zero');
    await page.focus('canvas.heatmap');
    await page.keyboard.press('Home');
    await expect.poll(() => page.locator('.plot-note').innerText()).toBe('No histogram of the output gradient at this step.');
  });

  it('tells of a program that failed before its first step', async () => {
    const failure = { message: `${ATTACK} is not a function`, file: 'model.ts', line: 7, column: 3, stack: null };
    await open('light', { failure, stopped: 'error', steps: 0 }, new RunStore(), []);
    const { page } = webview;
    await expect.poll(() => page.locator('.failure').innerText()).toContain(`${ATTACK} is not a function`);
    await expect.poll(() => page.locator('.failure').innerText()).toContain('model.ts:7');
    await expect.poll(() => page.locator('vscode-button:visible').count()).toBe(0);
  });

  it.each([
    ['light', 'rgb(255, 255, 255)'], ['dark', 'rgb(31, 31, 31)'],
  ] as const)('is %s where the reader’s system is', async (scheme, colour) => {
    await open(scheme);
    const background = 'getComputedStyle(document.body).backgroundColor';
    await expect.poll(() => webview.page.evaluate(background)).toBe(colour);
    const other = scheme === 'light' ? 'dark' : 'light';
    await webview.page.emulateMedia({ colorScheme: other });
    await expect.poll(() => webview.page.evaluate(background)).not.toBe(colour);
    await expect.poll(() => webview.page.locator('body').getAttribute('class')).toContain(`vscode-${other}`);
  });
});
