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
    await this.page.locator('.editor-group-container.active .view-line').first().waitFor();
  }

  /**
   * Runs a command from the palette.
   * @param {string} title as the palette shows it
   */
  async command(title) {
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    await this.pressUntil('F1', input);
    await input.fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
    await this.page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** @param {string} title @returns {Promise<boolean>} whether the palette offers the command */
  async offersCommand(title) {
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    await this.pressUntil('F1', input);
    await input.fill(`>${title}`);
    await this.page.waitForTimeout(500);
    const offered = await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).count() > 0;
    await this.page.keyboard.press('Escape');
    return offered;
  }

  /**
   * Right-clicks something and chooses an entry of its menu. A menu ignores clicks in its first moments, so the click
   * is repeated until the menu closes.
   * @param {Locator} target
   * @param {string} entry
   */
  async contextMenu(target, entry) {
    await target.click({ button: 'right' });
    const item = this.page.locator('.context-view .action-item', { hasText: entry }).first();
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

  /**
   * Puts the cursor at the start of a line's text in the active editor.
   * @param {number} line from 1
   */
  async goToLine(line) {
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    await this.pressUntil('Control+g', input);
    await input.fill(`:${line}`);
    await this.page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
    await this.page.keyboard.press('Home');
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

  /** The lenses in the active editor. */
  get lenses() {
    return this.page.locator('.editor-group-container.active .codelens-decoration');
  }

  /** Underlined warnings and errors in the editors. */
  get squiggles() {
    return this.page.locator('.squiggly-warning, .squiggly-error');
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
   * The text of the active editor as it is shown: only the lines in view.
   * @returns {Promise<string>}
   */
  async visibleText() {
    const lines = await this.page.locator('.editor-group-container.active .view-line').evaluateAll((elements) => elements
      .map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent ?? '' }))
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text.replaceAll('\u00a0', ' ')));
    return lines.join('\n');
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
