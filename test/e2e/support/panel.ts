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

export interface Fill {
  /** Share of the columns that hold anything, from 0 to 1. */
  share: number;
  /** Number of different colours. */
  colors: number;
}

/** The panel's page; waits for it to come. */
export function openedPanel(workbench: Workbench): Promise<Frame> {
  return workbench.webview('canvas.heatmap');
}

/** What is painted on a canvas. */
export function fillOf(canvas: Locator): Promise<Fill> {
  return canvas.evaluate((element) => {
    const { width, height, getContext } = element as unknown as CanvasElement;
    if (width === 0 || height === 0) return { share: 0, colors: 0 };
    const { data } = getContext.call(element, '2d').getImageData(0, 0, width, height);
    const pixels = new Uint32Array(data.buffer);
    const colors = new Set<number>();
    let filled = 0;
    for (let x = 0; x < width; x++) {
      let painted = false;
      for (let y = 0; y < height; y++) {
        const color = pixels[y * width + x];
        if (color === 0) continue;
        painted = true;
        colors.add(color);
      }
      if (painted) filled++;
    }
    return { share: filled / width, colors: colors.size };
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
export async function ended(panel: Frame): Promise<Fill[]> {
  const heatmap = panel.locator('canvas.heatmap');
  const fills: Fill[] = [];
  await expect.poll(async () => {
    fills.push(await fillOf(heatmap));
    return stateOf(panel);
  }, { timeout: 90_000, interval: 100 }).toMatch(/^(Finished|Failed|Stopped|Paused)/);
  fills.push(await fillOf(heatmap));
  return fills;
}
