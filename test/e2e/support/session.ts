/** One VS Code with the packaged extension, shown in Chromium, for the tests of a file. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { findVsix } from '../../../scripts/packaging/vsix.mjs';
import { launchChromium } from '../../../scripts/vscode/chromium.mjs';
import { startServer, type VscodeServer } from '../../../scripts/vscode/server.mjs';
import { Workbench } from '../../../scripts/vscode/workbench.mjs';

const fixtures = path.resolve(import.meta.dirname, '../../fixtures/e2e-workspace');
const artifacts = path.resolve(import.meta.dirname, '../../../out/e2e');

export class Session {
  private constructor(readonly workbench: Workbench, readonly server: VscodeServer, readonly folder: string, private readonly browser: Browser) {}

  /** Starts VS Code with a copy of the fixtures, so that programs find no packages in the folders above. */
  static async start(settings: Record<string, unknown>): Promise<Session> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-inspector-e2e-'));
    fs.cpSync(fixtures, folder, { recursive: true });
    // The fixtures import packages that are not installed there; TypeScript's own complaints are not what is tested.
    const quiet = { 'typescript.validate.enable': false, 'typescript.suggest.enabled': false };
    const server = await startServer({ vsix: findVsix(), settings: { ...quiet, ...settings } });
    const browser = await launchChromium();
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    return new Session(await Workbench.open(page, server, folder), server, folder, browser);
  }

  /** Saves the active editor and reads its file. */
  async savedText(name: string): Promise<string> {
    await this.workbench.page.keyboard.press('Control+s');
    await this.workbench.page.locator('.tab.active.dirty').waitFor({ state: 'hidden' });
    return this.onDisk(name);
  }

  /** The text of a file as it was saved last. */
  onDisk(name: string): string {
    return fs.readFileSync(path.join(this.folder, name), 'utf8');
  }

  /** Puts a file into the workspace's folder, for a program that waits for it. */
  write(name: string, text: string): void {
    fs.writeFileSync(path.join(this.folder, name), text);
  }

  /** Files of runs that the extension keeps for later. */
  storedRuns(): string[] {
    return fs.readdirSync(this.server.folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /gradient-inspector[^/]*\/runs\/[^/]*\.json$/.test(file));
  }

  /** Command lines of the training processes that the extension has started and that still run. */
  trainers(): string[] {
    const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
    return processes.filter((command) => command.includes(this.server.folder) && command.includes('trainer/main.js'));
  }

  /** Leaves a picture and the logs for whoever has to find out why a test failed. */
  async keepEvidence(test: string): Promise<void> {
    fs.mkdirSync(artifacts, { recursive: true });
    const file = path.join(artifacts, test.replace(/[^a-z0-9]+/gi, '-').toLowerCase());
    await this.workbench.page.screenshot({ path: `${file}.png` });
    fs.writeFileSync(`${file}.log`, this.server.log());
    console.error(`Picture and logs of the failed test: ${file}.{png,log}`);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * Starts a session before the tests of a file and ends it after them.
 * @returns a function that gives the session to a test
 */
export function useSession(settings: Record<string, unknown> = {}): () => Session {
  let session: Session | undefined;
  beforeAll(async () => {
    session = await Session.start(settings);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session?.keepEvidence(task.name);
  });
  afterAll(async () => {
    await session?.stop();
  });
  return () => {
    if (!session) throw new Error('VS Code has not started.');
    return session;
  };
}
