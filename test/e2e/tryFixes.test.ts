/** Fixes that are proved before one is chosen: tried from the panel and from the lens, applied by a button. */
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { ended, openedPanel } from './support/panel.js';
import { useSession } from './support/session.js';

const file = 'deep-sigmoid.ts';
const firstLayer = "name: 'first'";
const patience = { timeout: 60_000 };
const trials = { timeout: 240_000 };

/** The line beside the button: what to do, how far it is, or what came of it. */
async function wordsOf(panel: Frame): Promise<string> {
  return (await panel.locator('.trials-words').innerText()).trim();
}

/** The run in the panel waits at its limit of steps in a process of its own, without a fence. */
function onTrial(trainers: string[]): string[] {
  return trainers.filter((command) => !command.includes('"fence":null'));
}

describe('fixes for a network whose gradients vanish', () => {
  // Every fix is trained that long with three seeds.
  const session = useSession({ 'gradientInspector.steps': 24 });

  it('are tried in the panel, which shows what each did; the best is applied by its button and taken back by one undo', async () => {
    const { workbench } = session();
    session().write('watched', '');
    await workbench.openFile(file);
    const original = session().onDisk(file);
    await workbench.contextMenu(workbench.explorerRow(file), 'Analyze Gradients');
    const panel = await openedPanel(workbench);
    await ended(panel);

    const tryFixes = panel.locator('.card vscode-button', { hasText: 'Try fixes' });
    await tryFixes.click();
    await expect.poll(() => wordsOf(panel), { ...patience, interval: 20 }).toMatch(/^\d+ of \d+ runs · ./);
    const progress = panel.getByRole('progressbar', { name: 'Trying fixes' });
    await expect.poll(async () => Number(await progress.getAttribute('aria-valuenow')), { ...trials, interval: 50 }).toBeGreaterThan(20);
    await expect.poll(() => wordsOf(panel), trials).toMatch(/^\d+ of \d+ fixes tried helps?\.$/);

    const best = panel.locator('.card .remedy').first();
    expect(await best.locator('.verdict').innerText()).toMatch(/Helps: .*loss \S+ → \S+/s);
    expect(await best.locator('.trial-plot path').evaluateAll((paths) => paths.map((path) => path.getAttribute('class'))))
      .toEqual(['randomChange', 'before', 'after']);
    expect(await best.locator('.trial-plot').isVisible()).toBe(true);
    const rows = await best.locator('tbody tr').allInnerTexts();
    expect(rows.map((row) => row.split('\t')[0].trim())).toEqual(['with the fix', 'unchanged', 'other weights']);
    expect(session().onDisk(file), 'nothing was written').toBe(original);
    expect(onTrial(session().trainers()), 'no process is left behind').toEqual([]);

    await best.locator('vscode-button', { hasText: 'Apply' }).click();
    await workbench.page.locator('.tab.active.dirty').waitFor();
    expect(await session().savedText(file)).not.toBe(original);
    await workbench.focusEditor();
    await workbench.page.keyboard.press('Control+z');
    expect(await session().savedText(file), 'one undo takes the fix back').toBe(original);
  });

  it('are tried from the lens of one line only, and a run that is cancelled leaves what there was', async () => {
    const { workbench } = session();
    await workbench.command('Analyze Gradients');
    const panel = await openedPanel(workbench);
    await expect.poll(() => panel.locator('.card vscode-button', { hasText: 'Try fixes' }).count(), patience).toBe(1);
    const lens = workbench.editor.locator('.codelens-decoration a', { hasText: 'Try fixes' });
    await expect.poll(() => workbench.lensesAbove(firstLayer), patience).toContain('Try fixes');
    expect(await lens.count(), 'it tries the fixes of all lines').toBe(1);
    await lens.click();
    await panel.locator('.card vscode-button', { hasText: 'Cancel' }).click();
    await expect.poll(() => wordsOf(panel), patience).toMatch(/^Cancelled/);
    await expect.poll(() => onTrial(session().trainers()), patience).toEqual([]);
    expect(await panel.locator('.trial').count()).toBe(0);
    await expect.poll(() => lens.count(), patience).toBe(1);
  });
});
