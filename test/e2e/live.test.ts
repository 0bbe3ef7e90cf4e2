/** The side view: plots that follow the typing. */
import { describe, expect, it } from 'vitest';
import { pictureOf } from './support/panel.js';
import { useSession } from './support/session.js';

const file = 'healthy.ts';
const patience = { timeout: 60_000 };

describe('the side view', () => {
  const session = useSession();

  it('is off until it is switched on, then draws the file in front and draws it anew after an edit', async () => {
    const { workbench } = session();
    await workbench.openFile(file);
    await workbench.command('Focus on Live Gradients View');
    const side = await workbench.webview('.side');
    const flow = side.locator('canvas').first();
    const loss = side.locator('canvas').last();
    await side.getByText('Switch live on').waitFor();
    expect(await flow.isVisible(), 'nothing has run').toBe(false);

    await side.getByText('Switch live on').click();
    await expect.poll(async () => (await pictureOf(flow)).colors, patience).toBeGreaterThan(3);
    await expect.poll(() => side.locator('.message').innerText(), patience).toMatch(/^\d+ steps/);
    const before = await pictureOf(loss);
    const saved = session().onDisk(file);

    await workbench.focusEditor();
    await workbench.goToLine('const learningRate');
    for (const key of ['ArrowLeft', 'ArrowLeft', '5']) await workbench.page.keyboard.press(key);
    await workbench.line('learningRate = 0.051;').waitFor();
    await expect.poll(async () => (await pictureOf(loss)).digest, patience).not.toBe(before.digest);
    await expect.poll(() => side.locator('.message').innerText(), patience).toMatch(/^\d+ steps/);
    expect(session().onDisk(file), 'the file itself was not saved').toBe(saved);
  });
});
