// @ts-check
/** What the pictures show. The scenes follow one another in one window. */

/**
 * @typedef {import('../vscode/workbench.mjs').Workbench} Workbench
 * @typedef {{ x: number, y: number, width: number, height: number }} Clip
 * @typedef {object} Scene
 * @property {string} name
 * @property {string[]} themes in which a picture is taken
 * @property {(workbench: Workbench) => Promise<Clip | undefined>} set makes the scene and says what of the window to show
 * @property {(workbench: Workbench) => Promise<void>} [clear] makes room for the next
 */

const example = 'deep-sigmoid-mnist.ts';
const firstLayer = "name: 'hidden_1'";
const patience = 120_000;

/** @type {Scene[]} */
export const scenes = [
  {
    name: 'panel',
    themes: ['dark', 'light', 'high-contrast'],
    async set(workbench) {
      await workbench.openFile(example);
      await workbench.lenses.first().waitFor();
      await workbench.page.keyboard.press('Control+b');
      await workbench.command('Analyze Gradients');
      const panel = await workbench.webview('canvas.heatmap');
      await panel.locator('.toolbar .state', { hasText: /^Finished/ }).waitFor({ timeout: patience });
      await panel.locator('.findings .finding').first().waitFor();
      await workbench.squiggles.first().waitFor({ timeout: patience });
      // Where no light bulb stands.
      await workbench.goToLine('const digits');
      return undefined;
    },
  },
  {
    name: 'editor',
    themes: ['dark', 'light'],
    async set(workbench) {
      await workbench.command('View: Toggle Maximize Editor Group');
      await workbench.line(firstLayer).waitFor();
      return editorClip(workbench);
    },
  },
  {
    name: 'quick-fix',
    themes: ['dark', 'light'],
    async set(workbench) {
      await workbench.goToLine(firstLayer);
      // The menu opens at the cursor, and has to fit into the picture.
      await workbench.page.keyboard.press('Home');
      await workbench.quickFixes();
      return editorClip(workbench);
    },
    async clear(workbench) {
      await workbench.page.keyboard.press('Escape');
      await workbench.command('View: Toggle Maximize Editor Group');
    },
  },
  {
    name: 'try-fixes',
    themes: ['dark', 'light'],
    async set(workbench) {
      const panel = await workbench.webview('canvas.heatmap');
      await panel.locator('.card vscode-button', { hasText: 'Try fixes' }).click();
      await panel.locator('.trials-words', { hasText: /tried helps?\.$/ }).waitFor({ timeout: 3 * patience });
      // The lens follows the panel.
      await workbench.lenses.filter({ hasText: '→' }).first().waitFor();
      await workbench.goToLine('const digits');
      await panel.locator('.details').evaluate((details) => details.scrollIntoView());
      return undefined;
    },
  },
  {
    name: 'live',
    themes: ['dark', 'light'],
    async set(workbench) {
      await workbench.command('View: Close Editors in Other Groups');
      await workbench.command('Focus on Live Gradients View');
      const side = await workbench.webview('.side');
      await side.getByRole('switch').click();
      await side.locator('.message', { hasText: /^\d+ steps/ }).waitFor({ timeout: patience });
      await workbench.focusEditor();
      await workbench.goToLine('optimizer:');
      await side.locator('.message', { hasText: /^\d+ steps/ }).waitFor({ timeout: patience });
      return undefined;
    },
  },
];

/**
 * The text editor without the room below its text.
 * @param {Workbench} workbench
 * @returns {Promise<Clip>}
 */
async function editorClip(workbench) {
  const { x, y, width } = await workbench.box(workbench.page.locator('.editor-group-container').first());
  return { x, y, width: Math.min(width, 1100), height: 620 };
}
