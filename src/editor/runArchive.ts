import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { version } from '../../package.json';
import type { SavedRun } from '../analysis/index.js';
import { Owner } from '../shared/disposable.js';
import type { EarlierRun } from '../shared/panelProtocol.js';
import type { EditorRun } from './editorRun.js';
import { DISPLAY_NAME } from './names.js';
import type { RunController } from './runController.js';
import { writeWhole } from './writeWhole.js';

const RUNS_PER_FILE = 12;
const MOST_BYTES = 200 * 2 ** 20;

const RUN = '.gradrun';
const SUMMARY = '.json';

/** What lies beside a run. */
type Summary = EarlierRun & { uri: string };

/**
 * Keeps the runs that the user made of each file in the workspace's storage, across restarts, the newest of them. A run is two files
 * there: itself, and a summary to list it by. Whatever goes wrong with them is logged and costs no more than the comparison.
 */
export class RunArchive extends Owner {
  private readonly changed = this.own(new vscode.EventEmitter<void>());
  /** By run: what of it was written. */
  private readonly written = new Map<string, unknown>();
  private queue: Promise<void> = Promise.resolve();

  readonly onDidChange = this.changed.event;

  /** @param folder null: no workspace is open, and nothing is kept */
  constructor(private readonly controller: RunController, private readonly folder: string | null, private readonly log: vscode.LogOutputChannel) {
    super();
    this.own(controller.onDidPublish(() => this.keepNew()));
  }

  /** Of the same file, newest first, without `run` itself. */
  async earlierThan(run: EditorRun): Promise<EarlierRun[]> {
    const summaries = await Promise.all((await this.names(run.uri)).map((name) => this.summary(name)));
    return summaries.filter((summary): summary is Summary => summary !== null && summary.id !== run.id);
  }

  /** Null when it is there no more. */
  async open(uri: vscode.Uri, id: string): Promise<SavedRun | null> {
    const name = (await this.names(uri)).find((each) => each.endsWith(`.${id}`));
    if (name === undefined) return null;
    const { SavedRun: Saved } = await import('../analysis/index.js');
    return this.attempt(() => Saved.open(this.pathOf(name, RUN)), null);
  }

  /** The run with this id, and the file that was analyzed; null when it is there no more. */
  async find(id: string): Promise<{ run: SavedRun; uri: vscode.Uri } | null> {
    const name = (await this.names(null)).find((each) => each.endsWith(`.${id}`));
    const summary = name === undefined ? null : await this.summary(name);
    if (!summary) return null;
    const uri = vscode.Uri.parse(summary.uri);
    const run = await this.open(uri, id);
    return run && { run, uri };
  }

  private keepNew(): void {
    for (const run of this.controller.results) {
      const { findings } = run.analysis;
      if (run.live || !run.over || this.written.get(run.id) === findings) continue;
      this.written.set(run.id, findings);
      this.queue = this.queue.then(() => this.keep(run));
    }
  }

  private async keep(run: EditorRun): Promise<void> {
    if (this.folder === null || this.disposed) return;
    const { exportRun } = await import('../analysis/index.js');
    const name = `${keyOf(run.uri)}.${run.startedAt}.${run.id}`;
    await this.attempt(async () => {
      await fs.promises.mkdir(this.folder!, { recursive: true });
      await writeWhole(this.pathOf(name, RUN), exportRun('gradrun', run.analysis, () => { throw new Error('No page is written.'); }, `${DISPLAY_NAME} ${version}`));
      await writeWhole(this.pathOf(name, SUMMARY), [JSON.stringify(summaryOf(run))]);
      await this.trim(run.uri);
    }, undefined);
    this.changed.fire();
  }

  private async trim(uri: vscode.Uri): Promise<void> {
    for (const name of (await this.names(uri)).slice(RUNS_PER_FILE)) await this.remove(name);
    const all = await this.names(null);
    const sizes = await Promise.all(all.map(async (name) => (await fs.promises.stat(this.pathOf(name, RUN))).size));
    let total = 0;
    for (const [i, name] of all.entries()) {
      total += sizes[i]!;
      if (total > MOST_BYTES && i > 0) await this.remove(name);
    }
  }

  private async remove(name: string): Promise<void> {
    for (const ending of [SUMMARY, RUN]) await fs.promises.rm(this.pathOf(name, ending), { force: true });
  }

  /** Newest first; of all files for null. */
  private async names(uri: vscode.Uri | null): Promise<string[]> {
    if (this.folder === null) return [];
    const files = await fs.promises.readdir(this.folder).catch(() => []);
    const started = (name: string): number => Number(name.split('.')[1]);
    return files
      .filter((file) => file.endsWith(SUMMARY) && (uri === null || file.startsWith(`${keyOf(uri)}.`)))
      .map((file) => file.slice(0, -SUMMARY.length))
      .sort((a, b) => started(b) - started(a));
  }

  private async summary(name: string): Promise<Summary | null> {
    return this.attempt(async () => JSON.parse(await fs.promises.readFile(this.pathOf(name, SUMMARY), 'utf8')) as Summary, null);
  }

  private pathOf(name: string, ending: string): string {
    return path.join(this.folder!, `${name}${ending}`);
  }

  private async attempt<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.log.warn(vscode.l10n.t('An earlier run could not be kept or read: {0}', error instanceof Error ? error.message : String(error)));
      return otherwise;
    }
  }
}

function summaryOf({ id, uri, startedAt, analysis: { store, findings, status } }: EditorRun): Summary {
  const loss = store.loss(store.stepCount - 1);
  return {
    id, startedAt, uri: uri.toString(), steps: store.stepCount, loss: loss === undefined || !Number.isFinite(loss) ? null : loss,
    seed: status.seed, worst: findings[0]?.rule ?? null,
  };
}

function keyOf(uri: vscode.Uri): string {
  return createHash('sha256').update(uri.toString()).digest('hex').slice(0, 16);
}
