// @ts-check
/** Drives the workbench as a user does: by mouse and keyboard, and by what can be seen. */

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').Locator} Locator
 * @typedef {import('playwright-core').FrameLocator} FrameLocator
 */

export class Workbench {
  /** @param {Page} page */
  constructor(page) {
    /** @readonly */
    this.page = page;
  }

  /**
   * Opens a folder and waits until it is shown.
   * @param {Page} page
   * @param {import('./server.mjs').VscodeServer} server
   * @param {string} folder absolute
   * @returns {Promise<Workbench>}
   */
  static async open(page, server, folder) {
    await page.goto(`${server.url}/?folder=${encodeURIComponent(folder)}`, { waitUntil: 'commit' });
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    return new Workbench(page);
  }

  /**
   * @param {string} name of a file or folder in the explorer
   * @returns {Locator}
   */
  explorerRow(name) {
    return this.page.locator('.explorer-folders-view .monaco-list-row').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /**
   * Opens a file from the explorer and waits for its text.
   * @param {string} name
   */
  async openFile(name) {
    await this.explorerRow(name).dblclick();
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
    await this.editor.locator('.view-line').first().waitFor();
  }

  /**
   * Runs a command from the palette, which is opened again until VS Code has read the manifest that brings the command.
   * @param {string} title as the palette shows it
   */
  async command(title) {
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
    for (let attempt = 0; attempt < 10; attempt++) {
      await this.pressUntil('F1', input);
      await input.fill(`>${title}`);
      if (await visible(row, 2000)) break;
      await this.page.keyboard.press('Escape');
    }
    await row.click();
    // The input may stay: some commands ask for more with it.
    await row.waitFor({ state: 'hidden' });
  }

  /** Reloads the window in the way that lets VS Code keep its state, and waits until the folder is shown again. */
  async reload() {
    const loaded = this.page.waitForEvent('load');
    await this.command('Developer: Reload Window').catch((error) => {
      // The palette is gone with the page.
      if (!/Execution context was destroyed|navigat/i.test(String(error))) throw error;
    });
    await loaded;
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  }

  /**
   * Right-clicks something and chooses an entry of its menu. The entry is missing until VS Code has read the extension's
   * manifest, and a menu ignores clicks in its first moments: both are tried again.
   * @param {Locator} target
   * @param {string} entry
   */
  async contextMenu(target, entry) {
    const item = this.page.locator('.context-view .action-item', { hasText: entry }).first();
    for (let attempt = 0; attempt < 10; attempt++) {
      await target.click({ button: 'right' });
      if (await visible(item, 2000)) break;
      await this.page.keyboard.press('Escape');
    }
    await item.hover();
    for (let attempt = 0; attempt < 10; attempt++) {
      await this.page.waitForTimeout(150);
      await item.click({ timeout: 1000 }).catch(() => undefined);
      if (await hidden(item, 1000)) return;
    }
    throw new Error(`The entry "${entry}" of the context menu does not react.`);
  }

  /**
   * Presses a key until something shows: VS Code drops keys while it computes what they would open.
   * @param {string} key
   * @param {Locator} shown
   */
  async pressUntil(key, shown) {
    for (let attempt = 0; attempt < 10; attempt++) {
      await this.page.keyboard.press(key);
      if (await visible(shown, 2000)) return;
    }
    await shown.waitFor({ timeout: 1000 });
  }

  /** The text editor on the left. */
  get editor() {
    return this.page.locator('.editor-instance .monaco-editor').first();
  }

  /** Gives the keyboard to the text editor on the left. */
  async focusEditor() {
    await this.page.keyboard.press('Control+1');
    await this.page.locator('.editor-instance .monaco-editor.focused').first().waitFor();
  }

  /**
   * @param {string} text
   * @returns {Locator} the line of the editor that holds the text
   */
  line(text) {
    return this.editor.locator('.view-line', { hasText: text }).first();
  }

  /**
   * Puts the cursor at the end of the line that holds a text.
   * @param {string} text
   */
  async goToLine(text) {
    await this.line(text).click();
    await this.page.keyboard.press('End');
  }

  /** @returns {Promise<number>} the line of the cursor, as the status bar tells it */
  async cursorLine() {
    const position = await this.statusBar.getByText(/^Ln \d+, Col \d+/).innerText();
    return Number(/\d+/.exec(position)?.[0]);
  }

  /**
   * @param {string} text
   * @returns {Promise<string>} the lenses above the line that holds the text; empty when there are none
   */
  async lensesAbove(text) {
    const line = await this.box(this.line(text));
    const lenses = await this.lenses.all();
    for (const lens of lenses) {
      const { y, height } = await this.box(lens);
      const gap = line.y - (y + height);
      if (Math.abs(gap) < line.height / 2) return lens.innerText();
    }
    return '';
  }

  /**
   * @param {string} text
   * @returns {Promise<number>} how many warnings and errors underline the line that holds the text
   */
  async squigglesOn(text) {
    const line = await this.box(this.line(text));
    const boxes = await Promise.all((await this.squiggles.all()).map((squiggle) => this.box(squiggle)));
    return boxes.filter(({ y, height }) => y + height / 2 > line.y && y + height / 2 < line.y + line.height).length;
  }

  /**
   * Opens the quick-fix menu at the cursor.
   * @returns {Promise<Locator>} its rows
   */
  async quickFixes() {
    const rows = this.page.locator('.action-widget .monaco-list-row');
    await this.pressUntil('Control+.', rows.first());
    return rows;
  }

  /** The lenses in the editor. */
  get lenses() {
    return this.editor.locator('.codelens-decoration');
  }

  /** Underlined warnings and errors in the editor. */
  get squiggles() {
    return this.editor.locator('.squiggly-warning, .squiggly-error');
  }

  /** Messages in the corner. Their text is in `.notification-list-item-message`. */
  get toasts() {
    return this.page.locator('.notification-toast');
  }

  get statusBar() {
    return this.page.locator('.part.statusbar');
  }

  /**
   * The content of a webview. There may be several; each is an iframe in an iframe.
   * @param {string} selector of something that only the wanted webview holds
   * @returns {Promise<import('playwright-core').Frame>}
   */
  async webview(selector) {
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline) {
      for (const frame of this.page.frames()) {
        if (await frame.locator(selector).count().catch(() => 0)) return frame;
      }
      await this.page.waitForTimeout(100);
    }
    throw new Error(`No webview holds ${selector}.`);
  }

  /**
   * Where something is on the screen; nowhere when it has gone meanwhile.
   * @param {Locator} locator
   */
  async box(locator) {
    const box = await locator.boundingBox({ timeout: 2000 }).catch(() => null);
    return box ?? { x: NaN, y: NaN, width: NaN, height: NaN };
  }
}

/** @param {Locator} locator @param {number} timeout */
function visible(locator, timeout) {
  return locator.waitFor({ state: 'visible', timeout }).then(() => true, () => false);
}

/** @param {Locator} locator @param {number} timeout */
function hidden(locator, timeout) {
  return locator.waitFor({ state: 'hidden', timeout }).then(() => true, () => false);
}
