import * as vscode from 'vscode';
import type { AnalysisOptions } from '../analysis/index.js';
import { Owner, type Disposable } from '../shared/disposable.js';
import { EditorRun } from './editorRun.js';

/** Results kept in memory, newest last; a run of some hundred layers and steps takes some ten megabytes. */
const KEPT_RESULTS = 8;

const LIVE = 'live:';

/** Lenses and diagnostics follow a run that is still going no faster than one can read. */
const PUBLISH_INTERVAL_MS = 700;

/**
 * Owns the runs of the editor: one at a time for a file, where a new request ends the old one, and the newest result
 * with at least one step for each file.
 */
export class RunController extends Owner {
  private readonly started = this.own(new vscode.EventEmitter<EditorRun>());
  private readonly changed = this.own(new vscode.EventEmitter<EditorRun>());
  private readonly published = this.own(new vscode.EventEmitter<void>());
  private readonly broke = this.own(new vscode.EventEmitter<unknown>());
  private readonly shownChanged = this.own(new vscode.EventEmitter<void>());
  /** By slot: the run that goes on or waits at its budget. */
  private readonly active = new Map<string, EditorRun>();
  /** By file, newest last. */
  private readonly latest = new Map<string, EditorRun>();
  /** By slot: the request that counts; earlier ones give up when they see another. */
  private readonly requests = new Map<string, symbol>();
  private readonly listeners = new Map<EditorRun, Disposable>();
  private shownRun: EditorRun | null = null;

  /** A run begins. */
  readonly onDidStart = this.started.event;
  /** The state of a run changed: phase, limits, failure. */
  readonly onDidChange = this.changed.event;
  /** `results` changed, or what they hold. */
  readonly onDidPublish = this.published.event;
  readonly onDidShow = this.shownChanged.event;
  /** A run broke for a reason of ours, not of the user's program. */
  readonly onDidBreak = this.broke.event;

  /** The newest result of each file, newest first. */
  get results(): EditorRun[] {
    return [...this.latest.values()].reverse();
  }

  /** The run in the panel. */
  get shown(): EditorRun | null {
    return this.shownRun;
  }

  /** Runs that the user started and that go on. */
  get running(): EditorRun[] {
    return [...this.active.values()].filter((run) => !run.live && !run.over);
  }

  byId(id: string): EditorRun | undefined {
    return [...this.listeners.keys()].find((run) => run.id === id);
  }

  /** The newest result that `uri` has a part in, also when another file was run. */
  resultWith(uri: vscode.Uri): EditorRun | undefined {
    const { fsPath } = uri;
    return this.results.find((run) => run.uri.fsPath === fsPath || run.analysis.program?.sources.includes(fsPath));
  }

  show(run: EditorRun): void {
    if (this.shownRun === run) return;
    const before = this.shownRun;
    this.shownRun = run;
    this.shownChanged.fire();
    if (before) this.letGo(before);
  }

  /**
   * Runs a file once the one before it has ended. Null when a newer request took this one's place meanwhile.
   * `makeOptions` is asked last, so that the newest text is taken.
   */
  async start(uri: vscode.Uri, live: boolean, makeOptions: () => AnalysisOptions): Promise<EditorRun | null> {
    const slot = slotOf(uri, live);
    const request = Symbol(slot);
    this.requests.set(slot, request);
    const { Analysis } = await import('../analysis/index.js');
    if (!live) this.latest.get(uri.toString())?.analysis.cancelTrials();
    await Promise.all([this.active.get(slot)?.analysis.stop(), live ? undefined : this.stopLive()]);
    if (this.requests.get(slot) !== request || this.disposed) return null;
    const run = new EditorRun(uri, new Analysis(makeOptions()), live);
    this.begin(slot, run);
    return run;
  }

  /** Ends what the user started, trials too. */
  async stop(): Promise<void> {
    for (const run of this.listeners.keys()) run.analysis.cancelTrials();
    await Promise.all([...this.active.values()].filter((run) => !run.live).map((run) => run.analysis.stop()));
  }

  /** Ends live runs, also those that have not begun yet. */
  async stopLive(): Promise<void> {
    const live = [...this.active].filter(([, run]) => run.live);
    for (const slot of this.requests.keys()) {
      if (slot.startsWith(LIVE)) this.requests.delete(slot);
    }
    await Promise.all(live.map(([, run]) => run.analysis.stop()));
  }

  /** Ends everything and forgets all results. */
  async clear(): Promise<void> {
    this.requests.clear();
    await Promise.all([...this.active.values()].map((run) => run.analysis.stop()));
    // Those that were stopped would publish themselves once more at their end.
    this.active.clear();
    this.latest.clear();
    this.shownRun = null;
    for (const run of this.listeners.keys()) this.letGo(run);
    this.published.fire();
    this.shownChanged.fire();
  }

  override dispose(): void {
    for (const [run, listener] of this.listeners) {
      listener.dispose();
      run.analysis.dispose();
    }
    this.listeners.clear();
    super.dispose();
  }

  private begin(slot: string, run: EditorRun): void {
    this.active.set(slot, run);
    this.listeners.set(run, this.follow(slot, run));
    this.started.fire(run);
    if (!run.live) {
      this.endPaused(run);
      this.show(run);
    }
    run.analysis.start().catch((error: unknown) => this.broke.fire(error));
  }

  private follow(slot: string, run: EditorRun): Disposable {
    let timer: NodeJS.Timeout | undefined;
    const inform = (): void => {
      timer = undefined;
      this.inform(slot, run);
    };
    const changes = run.analysis.onChange((what) => {
      if (what === 'status') this.changed.fire(run);
      if (run.over) {
        // The last findings come right after the end.
        clearTimeout(timer);
        timer = setTimeout(inform, 0);
      } else if (!run.live) {
        timer ??= setTimeout(inform, PUBLISH_INTERVAL_MS);
      }
    });
    return {
      dispose: () => {
        clearTimeout(timer);
        changes.dispose();
      },
    };
  }

  private inform(slot: string, run: EditorRun): void {
    const { status, store } = run.analysis;
    if (status.phase === 'done' && this.active.get(slot) === run) this.active.delete(slot);
    // A live run that a newer edit cut short says nothing about the text as it is now.
    const cancelled = run.live && status.stopped === 'user';
    if (store.stepCount > 0 && !cancelled) this.publish(run);
    else this.letGo(run);
  }

  private publish(run: EditorRun): void {
    const key = run.uri.toString();
    const before = this.latest.get(key);
    this.latest.delete(key);
    this.latest.set(key, run);
    for (const oldest of [...this.latest.keys()].slice(0, -KEPT_RESULTS)) {
      const dropped = this.latest.get(oldest)!;
      this.latest.delete(oldest);
      this.letGo(dropped);
    }
    this.published.fire();
    if (before && before !== run) this.letGo(before);
  }

  /** Only the run in the panel can be continued, so that a new one there ends those that wait. */
  private endPaused(except: EditorRun): void {
    for (const run of this.active.values()) {
      if (run !== except && run.analysis.status.phase === 'paused') void run.analysis.stop();
    }
  }

  /** Disposes of a run that nothing shows any more. */
  private letGo(run: EditorRun): void {
    if (run === this.shownRun || [...this.latest.values(), ...this.active.values()].includes(run)) return;
    this.listeners.get(run)?.dispose();
    this.listeners.delete(run);
    run.analysis.dispose();
  }
}

/** Live runs have a slot of their own: they do not end a run that waits in the panel. */
function slotOf(uri: vscode.Uri, live: boolean): string {
  return (live ? LIVE : '') + uri.toString();
}
