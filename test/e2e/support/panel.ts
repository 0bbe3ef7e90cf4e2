/** Reads what the panel shows. */
import type { Frame, Locator } from 'playwright-core';
import { expect } from 'vitest';
import type { Workbench } from '../../../scripts/vscode/workbench.mjs';

/** The part of a canvas that the tests use; they are compiled without the types of the DOM. */
interface CanvasElement {
  width: number;
  height: number;
  getContext(kind: '2d'): { getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray } };
}

export interface Picture {
  /** Number of different colours. */
  colors: number;
  /** The same for the same picture. */
  digest: number;
}

/** The panel's page; waits for it to come. */
export function openedPanel(workbench: Workbench): Promise<Frame> {
  return workbench.webview('canvas.heatmap');
}

/** What is painted on a canvas. */
export function pictureOf(canvas: Locator): Promise<Picture> {
  return canvas.evaluate((element) => {
    const { width, height, getContext } = element as unknown as CanvasElement;
    if (width === 0 || height === 0) return { colors: 0, digest: 0 };
    const pixels = new Uint32Array(getContext.call(element, '2d').getImageData(0, 0, width, height).data.buffer);
    const colors = new Set(pixels);
    const digest = pixels.reduce((hash, color) => Math.imul(hash, 31) + color | 0, 0);
    return { colors: colors.size, digest };
  });
}

/** The run's state in words: "Running · step 60 of 500". */
export async function stateOf(panel: Frame): Promise<string> {
  return (await panel.locator('.toolbar .state').innerText()).trim();
}

/** Waits until the run has begun. */
export async function begun(panel: Frame): Promise<void> {
  await expect.poll(() => stateOf(panel), { timeout: 30_000, interval: 20 }).toMatch(/^(Starting|Running)/);
}

/**
 * Waits until the run has ended.
 * @returns what the heatmap showed meanwhile, first to last
 */
export async function ended(panel: Frame): Promise<Picture[]> {
  const heatmap = panel.locator('canvas.heatmap');
  const pictures: Picture[] = [];
  await expect.poll(async () => {
    pictures.push(await pictureOf(heatmap));
    return stateOf(panel);
  }, { timeout: 120_000, interval: 100 }).toMatch(/^(Finished|Failed|Stopped|Paused)/);
  pictures.push(await pictureOf(heatmap));
  return pictures;
}
