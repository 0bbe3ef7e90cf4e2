/** The main job: from a right-click to a gradient problem that is gone. */
import { describe, expect, it } from 'vitest';
import { begun, ended, openedPanel } from './support/panel.js';
import { useSession } from './support/session.js';

const file = 'deep-sigmoid.ts';
/** The layer that the gradients hardly reach. */
const firstLayer = "name: 'first'";
const patience = { timeout: 60_000 };

describe('a network whose gradients vanish', () => {
  const session = useSession();

  it('is analyzed by a right-click, fixed by a quick fix, and analyzed again without the finding', async () => {
    const { workbench } = session();
    await workbench.openFile(file);
    const original = await session().savedText(file);
    await workbench.contextMenu(workbench.explorerRow(file), 'Analyze Gradients');

    const panel = await openedPanel(workbench);
    session().write('watched', '');
    const pictures = await ended(panel);
    const different = new Set(pictures.map(({ digest }) => digest));
    expect(different.size, 'the heatmap fills while the network trains').toBeGreaterThan(3);
    expect(pictures.at(-1)?.colors, 'the heatmap shows magnitudes by colour').toBeGreaterThan(8);

    await expect.poll(() => workbench.lensesAbove(firstLayer), patience).toMatch(/vanish/i);
    await expect.poll(() => workbench.squigglesOn(firstLayer), patience).toBeGreaterThan(0);

    await workbench.goToLine(firstLayer);
    const fixes = await workbench.quickFixes();
    await fixes.filter({ hasText: /batch normalization/i }).first().click();
    await expect.poll(() => session().savedText(file), patience).toContain('batchNormalization');

    await workbench.command('Analyze Gradients');
    await begun(panel);
    await ended(panel);
    await expect.poll(() => panel.locator('.loss-before').innerText(), patience).toMatch(/^was 0\.\d+$/);
    await expect.poll(() => workbench.squiggles.count(), patience).toBe(0);
    await expect.poll(() => workbench.lenses.allInnerTexts(), patience).not.toContainEqual(expect.stringMatching(/vanish/i));

    await workbench.focusEditor();
    await workbench.page.keyboard.press('Control+z');
    expect(await session().savedText(file), 'one undo takes the fix back').toBe(original);
  });
});
