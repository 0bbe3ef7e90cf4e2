/** What is left of a run when the window was reloaded. */
import { describe, expect, it } from 'vitest';
import { begun, ended, openedPanel, pictureOf, stateOf } from './support/panel.js';
import { useSession } from './support/session.js';

const patience = { timeout: 60_000 };

describe('the panel, after the window was reloaded', () => {
  const session = useSession();

  it('shows the run that it showed, without its fixes, and compares the next one with it', async () => {
    const { workbench } = session();
    await workbench.contextMenu(workbench.explorerRow('healthy.ts'), 'Analyze Gradients');
    await ended(await openedPanel(workbench));
    // It is on the disk then.
    await expect.poll(() => session().storedRuns(), patience).toHaveLength(1);

    await workbench.reload();
    const panel = await openedPanel(workbench);
    await expect.poll(() => stateOf(panel), patience).toBe('Finished · 80 steps');
    await expect.poll(async () => (await pictureOf(panel.locator('canvas.heatmap'))).colors, patience).toBeGreaterThan(8);

    await panel.getByText('Analyze again').click();
    await begun(panel);
    await ended(panel);
    await panel.locator('vscode-single-select.compare').click();
    await panel.getByRole('option', { name: /loss/ }).first().click();
    await expect.poll(() => panel.locator('.loss-before').innerText(), patience).toMatch(/^was 0\.\d+$/);
  });
});
