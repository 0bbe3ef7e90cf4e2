import { describe, expect, it } from 'vitest';
import type { Webview } from './harness.js';
import { deepSigmoid, healthy, messagesOf, status } from './runs.js';
import { useWebviews } from './views.js';

const side = useWebviews({ view: 'side', width: 300, height: 600 });

/** Pixels of the plot that are drawn. */
async function ink(webview: Webview, plot: number): Promise<number> {
  return await webview.page.evaluate(`(() => {
    const canvas = document.querySelectorAll('canvas.plot')[${plot}];
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let drawn = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i] > 60) drawn++;
    return drawn;
  })()`) as number;
}

describe('the side view', { timeout: 60_000 }, () => {
  it('explains live runs and offers to switch them on', async () => {
    const webview = await side();
    await webview.send({ type: 'live', enabled: false, message: null });
    await expect.poll(() => webview.page.innerText('.off')).toContain('after each pause in typing');
    await webview.page.getByText('Switch live on').click();
    await expect.poll(async () => (await webview.posted()).at(-1)).toEqual({ type: 'setLive', enabled: true });
    await webview.send({ type: 'live', enabled: true, message: null });
    await expect.poll(() => webview.page.locator('.off').isVisible()).toBe(false);
    await webview.page.getByRole('switch', { name: 'Live gradients' }).click();
    await expect.poll(async () => (await webview.posted()).at(-1)).toEqual({ type: 'setLive', enabled: false });
  });

  it('shows the verdict in one line, the flow and the loss, and opens the panel', async () => {
    const webview = await side();
    await webview.send({ type: 'live', enabled: true, message: null }, ...messagesOf(deepSigmoid(30), { live: true }));
    const { page } = webview;
    await expect.poll(() => page.innerText('.verdict')).toContain('The gradient vanishes');
    await expect.poll(() => page.locator('.verdict .health').getAttribute('aria-label')).toBe('Error');
    expect(await ink(webview, 0)).toBeGreaterThan(300);
    expect(await ink(webview, 1)).toBeGreaterThan(300);
    await page.getByText('Open panel').click();
    await expect.poll(async () => (await webview.posted()).at(-1)).toEqual({ type: 'openPanel' });
  });

  it('gives a sound run its key figures, and one with a finding none', async () => {
    const webview = await side();
    const { page } = webview;
    await webview.send({ type: 'live', enabled: true, message: null }, ...messagesOf(healthy(30), { live: true }));
    await expect.poll(() => page.innerText('.verdict')).toBe('Nothing wrong found in 30 steps.');
    const figures = (await page.innerText('.figures')).split('\n');
    expect(figures[0]).toMatch(/^Loss from [\d.]+ to [\d.]+$/);
    expect(figures[1]).toMatch(/^Gradients from .+ to .+ across layers at the last step$/);
    expect(figures[2]).toMatch(/^Updates move the weights by .+ of their norm a step/);
    await webview.send(...messagesOf(deepSigmoid(30), { live: true }));
    await expect.poll(() => page.innerText('.verdict')).toContain('The gradient vanishes');
    expect(await page.locator('.figures').isVisible()).toBe(false);
  });

  it('keeps the run before in the picture while the next one starts, and also when that one fails', async () => {
    const webview = await side();
    const { page } = webview;
    await webview.send({ type: 'live', enabled: true, message: null }, ...messagesOf(healthy(30), { live: true }));
    const next = status({ id: 'run-2', phase: 'starting', stopped: null, steps: 0, live: true });
    await webview.send({ type: 'reset', status: next, origin: 'own' });
    await expect.poll(() => page.locator('.plots').isVisible()).toBe(true);
    expect(await ink(webview, 0)).toBeGreaterThan(200);
    await expect.poll(() => page.innerText('.verdict')).toBe('Nothing wrong found in 30 steps.');
    await expect.poll(() => page.locator('.verdict.old').count()).toBe(1);
    const failure = { message: 'dense needs units (model.ts:9).', file: 'model.ts', line: 9, column: 1, stack: null };
    await webview.send({ type: 'status', status: { ...next, phase: 'done', stopped: 'error', failure } });
    await expect.poll(() => page.innerText('.verdict')).toBe('dense needs units (model.ts:9).');
    await webview.send({ type: 'reset', status: { ...next, id: 'run-3' }, origin: 'own' });
    expect(await ink(webview, 1)).toBeGreaterThan(200);
  });

  it('tells why it skipped', async () => {
    const webview = await side();
    await webview.send({ type: 'live', enabled: true, message: 'Skipped: the file does not parse.' });
    await expect.poll(() => webview.page.innerText('.message')).toBe('Skipped: the file does not parse.');
  });
});
