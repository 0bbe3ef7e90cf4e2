// @ts-check
/** Takes every scene in every theme that it is wanted in. */
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../dependencies.mjs';
import { packageVsix } from '../packaging/vsix.mjs';
import { chromiumMissing, ensureChromium, launchChromium } from '../vscode/chromium.mjs';
import { copyExamples } from '../vscode/examples.mjs';
import { startServer } from '../vscode/server.mjs';
import { Workbench } from '../vscode/workbench.mjs';
import { scenes } from './scenes.mjs';

const folder = path.join(root, 'media/screenshots');
/** They travel in the package. */
const largest = 300_000;

const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
};

export async function takeScreenshots() {
  if (!await ensureChromium()) throw new Error(`Cannot take screenshots: ${chromiumMissing}.`);
  const vsix = await packageVsix();
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, theme] of Object.entries(themes)) await takeTheme(vsix, name, theme);
}

/**
 * @param {string} vsix
 * @param {string} name of the theme in file names
 * @param {string} theme
 */
async function takeTheme(vsix, name, theme) {
  const server = await startServer({ vsix, settings: { 'workbench.colorTheme': theme, 'editor.fontSize': 13 } });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const workbench = await Workbench.open(page, server, copyExamples('screenshots'));
    for (const scene of scenes) {
      const clip = await scene.set(workbench);
      if (scene.themes.includes(name)) await take(workbench, `${scene.name}-${name}.png`, clip);
      await scene.clear?.(workbench);
    }
  } finally {
    await browser.close();
    await server.stop();
  }
}

/**
 * @param {Workbench} workbench
 * @param {string} file
 * @param {import('./scenes.mjs').Clip | undefined} clip
 */
async function take({ page }, file, clip) {
  // Out of the way, so that nothing is hovered over.
  await page.mouse.move(2, 400);
  await page.waitForTimeout(500);
  const picture = await page.screenshot({ path: path.join(folder, file), clip, animations: 'disabled', caret: 'hide' });
  console.log(`media/screenshots/${file}: ${Math.round(picture.length / 1000)} KB`);
  if (picture.length > largest) throw new Error(`${file} is larger than ${largest / 1000} KB.`);
}
