/** Programs that cannot run: one clear sentence, the line, and a way to the log. */
import { describe, expect, it } from 'vitest';
import { openedPanel } from './support/panel.js';
import { useSession } from './support/session.js';

describe('a program that fails', () => {
  const session = useSession();

  it.each([
    ['unfinished.ts', 'unfinished.ts:4', /./],
    ['throws.ts', 'throws.ts:7', /The points are not there/],
  ])('%s: the panel says what is wrong and where, and leads there and to the log', async (file, place, message) => {
    const { workbench } = session();
    await workbench.openFile(file);
    await workbench.contextMenu(workbench.explorerRow(file), 'Analyze Gradients');
    const panel = await openedPanel(workbench);
    const failure = panel.locator('.notice .failure', { hasText: place });
    await failure.waitFor({ timeout: 60_000 });
    expect(await failure.locator('.message').innerText()).toMatch(message);

    await failure.getByText(place, { exact: true }).click();
    await workbench.page.locator('.tab.active', { hasText: file }).waitFor();
    await expect.poll(() => workbench.cursorLine()).toBe(Number(place.split(':')[1]));

    await failure.getByText('Show log').click();
    await workbench.page.locator('.part.panel .view-lines', { hasText: file }).waitFor();
    await workbench.command('View: Hide Panel');
    expect(session().trainers()).toEqual([]);
  });
});
