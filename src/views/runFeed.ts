import type { Analysis, Change } from '../analysis/index.js';
import { Throttle } from '../analysis/throttle.js';
import type { RunStore, StepBlockPayload } from '../run/index.js';
import { Owner } from '../shared/disposable.js';
import type { HostToPanel } from '../shared/panelProtocol.js';
import { STATISTIC_COUNT } from '../shared/statistics.js';
import type { ShownRun } from './shownRun.js';

/** 20 messages a second are smooth to the eye. */
const FLUSH_INTERVAL_MS = 50;

/** Values per message: about 1 MB, so that a long run neither blocks the host nor arrives all at once. */
const VALUES_PER_BLOCK = 2 ** 18;

function stepsPerBlock({ layers }: RunStore): number {
  return Math.max(1, Math.floor(VALUES_PER_BLOCK / Math.max(1, layers.length * STATISTIC_COUNT)));
}

/** All steps of a run that grows no more. */
export function* blocksOf(store: RunStore): Generator<StepBlockPayload> {
  const perBlock = stepsPerBlock(store);
  for (let first = 0; first < store.stepCount; first += perBlock) yield store.block(first, perBlock);
}

/** Resolves when the message is on its way. */
export type Post = (message: HostToPanel) => PromiseLike<unknown>;

/** All there is to send of a run. */
const WHOLE: readonly Change[] = ['layers', 'steps', 'findings'];

/** Sends one run to one webview: the whole of it first, then what is new, in batches. */
export class RunFeed extends Owner {
  private readonly news = new Set<Change>(WHOLE);
  private readonly knownLayers = new Set<string>();
  private sentSteps = 0;
  private selection: string | null = null;
  /** The first news after a pause go at once. */
  private readonly rhythm = new Throttle(() => void this.flush(), () => FLUSH_INTERVAL_MS);
  private busy = false;

  constructor(private readonly run: ShownRun, private readonly post: Post) {
    super();
    this.own(run.analysis.onChange((what) => this.tell(what)));
    void post({ type: 'reset', status: this.status(), origin: run.origin });
    this.rhythm.flush();
  }

  /** Something of the run is new. */
  tell(what: Change): void {
    this.news.add(what);
    if (what === 'restart') for (const all of WHOLE) this.news.add(all);
    this.rhythm.request();
  }

  /** Selects a layer once the view has it. */
  select(layer: string): void {
    this.selection = layer;
    this.tell('status');
  }

  override dispose(): void {
    this.rhythm.cancel();
    super.dispose();
  }

  private async flush(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.news.size > 0 && !this.disposed) await this.sendNews();
    } finally {
      this.busy = false;
    }
  }

  private async sendNews(): Promise<void> {
    const { analysis } = this.run;
    const news = new Set(this.news);
    this.news.clear();
    if (news.has('restart')) await this.forget();
    if (news.has('layers')) await this.sendLayers();
    if (news.has('status') || news.has('steps')) await this.post({ type: 'status', status: this.status() });
    if (news.has('steps') || news.has('layers')) await this.sendSteps();
    if (news.has('findings')) await this.post({ type: 'findings', runId: analysis.status.id, findings: analysis.findings });
    await this.sendSelection();
  }

  /** The run begins anew: everything is to be sent again. */
  private async forget(): Promise<void> {
    this.sentSteps = 0;
    this.knownLayers.clear();
    await this.post({ type: 'reset', status: this.status(), origin: this.run.origin });
  }

  private async sendLayers(): Promise<void> {
    const { store, status } = this.run.analysis;
    const layers = [...store.layers];
    // The numbers of a layer may have come before the layer itself did, and were left out of the blocks.
    if (layers.some((layer) => !this.knownLayers.has(layer.id))) this.sentSteps = 0;
    for (const layer of layers) this.knownLayers.add(layer.id);
    await this.post({ type: 'layers', runId: status.id, layers, models: [...store.models] });
  }

  private async sendSteps(): Promise<void> {
    const { store, status } = this.run.analysis;
    const perBlock = stepsPerBlock(store);
    while (this.sentSteps < store.stepCount && !this.disposed) {
      // The blocks' rows are those of the last `layers` message: new layers have to be told of first.
      if (this.news.has('layers')) return void this.news.add('steps');
      const block = store.block(this.sentSteps, perBlock);
      this.sentSteps += block.count;
      await this.post({ type: 'steps', runId: status.id, ...block });
    }
  }

  private async sendSelection(): Promise<void> {
    if (this.selection === null || !this.knownLayers.has(this.selection)) return;
    const layer = this.selection;
    this.selection = null;
    await this.post({ type: 'select', layer });
  }

  private status(): Analysis['status'] {
    return { ...this.run.analysis.status, stale: this.run.stale };
  }
}
