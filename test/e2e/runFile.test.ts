/** A run that the command line wrote, opened in the editor. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openedPanel, pictureOf, stateOf } from './support/panel.js';
import { useSession } from './support/session.js';

const cli = path.resolve(import.meta.dirname, '../../dist/cli.js');
const patience = { timeout: 60_000 };

describe('a run file', () => {
  const session = useSession();

  /** Answers the dialog for files, once it proposes something. */
  async function answer(proposal: RegExp, file: string): Promise<void> {
    const input = session().workbench.page.locator('.quick-input-widget input[type="text"]');
    await expect.poll(() => input.inputValue(), patience).toMatch(proposal);
    // The dialog may put its own proposal back while it still reads the folder.
    await expect.poll(async () => {
      if (await input.isVisible()) {
        await input.fill(file);
        await input.press('Enter');
      }
      return input.isVisible();
    }, { ...patience, interval: 1000 }).toBe(false);
  }

  async function openRun(name: string): Promise<void> {
    await session().workbench.command('Open Run...');
    await answer(/\/$/, path.join(session().folder, name));
  }

  it('opens as the panel, leads to the sources, and offers nothing that would run or edit', async () => {
    const { workbench, folder } = session();
    execFileSync(process.execPath, [cli, 'analyze', 'healthy.ts', '--run', 'night.gradrun'], { cwd: folder });
    await openRun('night.gradrun');
    const panel = await openedPanel(workbench);
    await expect.poll(() => stateOf(panel), patience).toBe('Finished · 80 steps');
    await expect.poll(async () => (await pictureOf(panel.locator('canvas.heatmap'))).colors, patience).toBeGreaterThan(8);
    expect(await panel.locator('.toolbar vscode-button').allInnerTexts()).not.toContain('Analyze again');

    await panel.getByText('sum', { exact: true }).first().click();
    await panel.locator('.details').getByText('healthy.ts:7').click();
    await workbench.page.locator('.tab.active', { hasText: 'healthy.ts' }).waitFor();
    await expect.poll(() => workbench.cursorLine(), patience).toBe(7);
  });

  it('is what a run in the panel is exported as, or a page, a report, a table', async () => {
    const { workbench, folder } = session();
    await workbench.contextMenu(workbench.explorerRow('healthy.ts'), 'Analyze Gradients');
    await expect.poll(async () => stateOf(await openedPanel(workbench)), patience).toMatch(/^Finished/);
    for (const name of ['own.gradrun', 'own.csv', 'own.html']) {
      await workbench.command('Export Run...');
      await answer(/healthy\.gradrun$/, path.join(folder, name));
      await workbench.page.getByText(`Saved ${name}.`).first().waitFor();
    }
    expect(session().onDisk('own.gradrun')).toMatch(/^GRADRUN\n/);
    expect(session().onDisk('own.csv').split('\n')).toHaveLength(1 + 80 * 2 + 1);
    expect(session().onDisk('own.html')).toMatch(/^<!DOCTYPE html>/);
  });

  it('that is none says so in its tab', async () => {
    const { workbench } = session();
    session().write('broken.gradrun', 'nothing of the kind');
    await openRun('broken.gradrun');
    await workbench.webview('text=broken.gradrun is not a run of Gradient Inspector.');
  });
});
