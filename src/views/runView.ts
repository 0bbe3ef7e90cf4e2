import type * as vscode from 'vscode';
import { Owner } from '../shared/disposable.js';
import type { HostToPanel, PanelToHost } from '../shared/panelProtocol.js';
import { toWire } from '../shared/wire.js';
import { sendBaseline } from './baselineFeed.js';
import { RunFeed } from './runFeed.js';
import type { Comparisons, ReadingActions, RunSource, ShownRun, ViewActions } from './shownRun.js';

/**
 * One webview and the run in it. The page says `ready` whenever it was loaded, which it is anew each time it becomes
 * visible; it gets everything then, and nothing while it is hidden.
 */
export class RunView extends Owner {
  private feed: RunFeed | null = null;
  private ready = false;
  private selection: string | null = null;
  private compared: string | null = null;

  /** @param greeting what a page is told first, apart from the run */
  constructor(
    private readonly webview: vscode.Webview, private readonly source: RunSource, private readonly actions: ReadingActions & Partial<ViewActions>,
    private readonly greeting: () => HostToPanel[] = () => [], private readonly comparisons: Comparisons | null = null,
  ) {
    super();
    if (comparisons) this.own(comparisons.onDidChange(() => void this.tellEarlier()));
    this.own(webview.onDidReceiveMessage((message: PanelToHost) => this.receive(message)));
    this.own(source.onDidChangeRun(() => this.hydrate()));
    this.own(source.onDidChangeStale(() => this.feed?.tell('status')));
  }

  /** The page is gone until it says `ready` again. */
  hide(): void {
    this.ready = false;
    this.endFeed();
  }

  /** Selects a layer, as soon as the page and the layer are there. */
  select(layer: string): void {
    if (this.feed) this.feed.select(layer);
    else this.selection = layer;
  }

  /** Sends what is not part of the run. Lost while the page is not there. */
  post(message: HostToPanel): PromiseLike<unknown> {
    return this.ready ? this.webview.postMessage(toWire(message)) : Promise.resolve();
  }

  override dispose(): void {
    this.endFeed();
    super.dispose();
  }

  private hydrate(): void {
    this.endFeed();
    if (!this.ready) return;
    const { run } = this.source;
    if (!run) return void this.post({ type: 'reset', status: null, origin: 'own' });
    this.feed = new RunFeed(run, (message) => this.webview.postMessage(toWire(message)));
    if (this.selection !== null) this.feed.select(this.selection);
    this.selection = null;
    void this.tellEarlier();
    const suggested = this.comparisons?.suggested(run);
    if (suggested) void this.compare(run, suggested);
  }

  private async tellEarlier(): Promise<void> {
    const { run } = this.source;
    if (!run || !this.comparisons || !this.ready) return;
    const runs = await this.comparisons.earlierThan(run);
    if (run === this.source.run) await this.post({ type: 'earlierRuns', runs });
  }

  /** The last request counts. */
  private async compare(run: ShownRun, id: string | null): Promise<void> {
    this.compared = id;
    const isCurrent = (): boolean => this.compared === id && this.source.run === run && this.ready;
    const none = (): PromiseLike<unknown> => this.post({ type: 'baseline', run: null, layers: [], models: [] });
    if (id === null || !this.comparisons) return void none();
    const [saved, runs] = await Promise.all([this.comparisons.open(run, id), this.comparisons.earlierThan(run)]);
    const earlier = runs.find((each) => each.id === id);
    if (isCurrent()) await (saved && earlier ? sendBaseline(earlier, saved, (message) => isCurrent() ? this.post(message) : Promise.resolve()) : none());
    saved?.dispose();
  }

  private endFeed(): void {
    this.feed?.dispose();
    this.feed = null;
  }

  private receive(message: PanelToHost): void {
    const { run } = this.source;
    const actions = run?.actions ?? this.actions;
    switch (message.type) {
      case 'ready':
        this.ready = true;
        for (const words of this.greeting()) void this.post(words);
        if (!run && message.last !== null) void this.source.restore?.(message.last);
        return this.hydrate();
      case 'analyze': return actions.analyze?.(run);
      case 'stop': return actions.stop?.(run);
      case 'showLog': return actions.showLog?.();
      case 'setLive': return actions.setLive?.(message.enabled);
      case 'openPanel': return actions.openPanel?.();
      case 'continue': return run ? actions.continueRun?.(run, message.toEnd) : undefined;
      case 'openFailure': return run ? actions.openFailure(run) : undefined;
      case 'reveal': return run ? actions.reveal(run, message.layer) : undefined;
      case 'applyRemedy': return run ? actions.applyRemedy?.(run, message.finding, message.remedy) : undefined;
      case 'tryFixes': return run ? actions.tryFixes?.(run) : undefined;
      case 'cancelTrials': return run ? actions.cancelTrials?.(run) : undefined;
      case 'compare': return run ? void this.compare(run, message.run) : undefined;
      case 'hidden': return run ? this.sendHidden(run, message.step) : undefined;
      case 'histogram': return run ? this.sendHistogram(run, message) : undefined;
    }
  }

  private sendHidden({ analysis }: ShownRun, step: number): void {
    void this.post({ type: 'hidden', runId: analysis.status.id, ...analysis.store.hiddenGradients(step) });
  }

  private sendHistogram({ analysis }: ShownRun, { layer, step, kind }: Extract<PanelToHost, { type: 'histogram' }>): void {
    const shares = analysis.store.histogram(layer, step, kind);
    void this.post({ type: 'histogram', runId: analysis.status.id, layer, step, kind, shares });
  }
}
