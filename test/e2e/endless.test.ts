/** A program that never comes to its first step. */
import { describe, expect, it } from 'vitest';
import { openedPanel, stateOf } from './support/panel.js';
import { useSession } from './support/session.js';

describe('an endless loop before the first step', () => {
  const session = useSession();

  it('is ended by Stop, and leaves no process behind', async () => {
    const { workbench } = session();
    await workbench.contextMenu(workbench.explorerRow('endless.ts'), 'Analyze Gradients');
    const panel = await openedPanel(workbench);
    await expect.poll(() => stateOf(panel), { timeout: 60_000 }).toBe('Running · no step yet');
    expect(session().trainers()).toHaveLength(1);

    await panel.getByText('Stop', { exact: true }).click();
    await expect.poll(() => stateOf(panel), { timeout: 30_000 }).toMatch(/^Stopped/);
    await expect.poll(() => session().trainers(), { timeout: 10_000 }).toEqual([]);
  });
});
