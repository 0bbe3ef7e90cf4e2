/** The fixes of a run's findings, tried: how far that has come, and the findings with what it showed. */
import { tryFixes, variants } from '../remedies/trial/index.js';
import type { TriedFix, TryFixesOptions } from '../remedies/trial/index.js';
import { plural } from '../shared/format.js';
import type { FindingView, TrialsStatus } from '../shared/panelProtocol.js';
import type { Remedy } from '../shared/report.js';

/** Trials train as many steps as the run that they start from, up to these limits. */
const MOST_STEPS = 200;
const MOST_SECONDS = 20;
/** Seeds of a trial: the run's own and the ones after it. */
const SEEDS = 3;

type RunOptions = Pick<TryFixesOptions, 'program' | 'findings' | 'sources'> & { seed: number; steps: number };

export class FixTrials {
  #status: TrialsStatus | null = null;
  #tried: readonly TriedFix[] = [];
  #current: { cancel: AbortController; over: Promise<void> } | null = null;

  /** @param onChange is called when `status` changed */
  constructor(private readonly onChange: () => void) {}

  get status(): TrialsStatus | null {
    return this.#status;
  }

  cancel(): void {
    this.#current?.cancel.abort();
  }

  /** Resolves when all is tried or cancelled. While trials go on, another request waits for those. */
  async run(options: RunOptions): Promise<void> {
    const cancel = new AbortController();
    this.#current ??= { cancel, over: this.#run(options, cancel.signal).finally(() => { this.#current = null; }) };
    await this.#current.over;
  }

  /** The findings with the trial of each remedy that was tried, what helps most first; pairs are remedies of their own. */
  tell(findings: readonly FindingView[]): FindingView[] {
    const tried = this.#tried;
    if (tried.length === 0) return [...findings];
    return findings.map((finding) => {
      const single = finding.remedies.map((remedy) => withTrial(remedy, tried));
      const pairs = tried.filter((fix) => fix.remedies.length === 2 && isSame(fix.finding, finding)).map(asOne);
      // Only a pair that helps is worth its place: each half has been tried by itself.
      const remedies = [...single, ...pairs.filter(({ trial }) => trial?.verdict === 'helps')];
      return { ...finding, remedies: remedies.sort((a, b) => place(a, tried) - place(b, tried)) };
    });
  }

  async #run({ seed, steps, ...options }: RunOptions, signal: AbortSignal): Promise<void> {
    this.#tell({ running: true, done: 0, total: 0, title: null, message: null });
    let message = 'The trials broke off.';
    try {
      const { tried, failure } = await tryFixes({
        ...options, signal,
        seeds: Array.from({ length: SEEDS }, (_, i) => seed + i),
        limits: { steps: Math.min(steps, MOST_STEPS), seconds: MOST_SECONDS },
        onProgress: (progress) => this.#tell({ running: true, ...progress, message: null }),
      });
      this.#tried = tried;
      message = failure === null ? outcomeWords(tried, signal.aborted) : `The fixes cannot be tried: ${failure}`;
    } finally {
      const { done, total } = this.#status!;
      this.#tell({ running: false, done, total, title: null, message });
    }
  }

  #tell(status: TrialsStatus): void {
    this.#status = status;
    this.onChange();
  }
}

function outcomeWords(tried: readonly TriedFix[], isCancelled: boolean): string {
  const helping = tried.filter(({ trial }) => trial?.verdict === 'helps').length;
  if (isCancelled) return tried.length === 0 ? 'Cancelled before a fix was tried.' : `Cancelled: ${helping} of the ${plural(tried.length, 'fix', 'fixes')} tried so far ${helping === 1 ? 'helps' : 'help'}.`;
  if (tried.length === 0) return 'There is no fix that could be tried.';
  if (helping === 0) return tried.length === 1 ? 'The fix that was tried does not help.' : `None of the ${tried.length} fixes tried helps.`;
  return tried.length === 1 ? 'The fix that was tried helps.' : `${helping} of ${tried.length} fixes tried ${helping === 1 ? 'helps' : 'help'}.`;
}

/** With the trial of the best of its values, and that value in the place of the one proposed. */
function withTrial(remedy: Remedy, tried: readonly TriedFix[]): Remedy {
  const edits = (one: Remedy): string => JSON.stringify([one.edits, one.createFiles]);
  const all = variants(remedy);
  for (const { remedies, trial, failure } of tried) {
    const best = remedies.length === 1 ? all.find((one) => edits(one) === edits(remedies[0]!)) : undefined;
    if (best === undefined) continue;
    const others = all.filter((one) => one !== best).map(({ alternatives: _, ...one }) => one);
    return { ...best, ...(others.length > 0 ? { alternatives: others } : {}), trial, ...(failure === null ? {} : { trialFailure: failure }) };
  }
  return remedy;
}

function isSame(a: Pick<FindingView, 'rule' | 'step' | 'layers'>, b: FindingView): boolean {
  return a.rule === b.rule && a.step === b.step && a.layers.join() === b.layers.join();
}

function asOne({ remedies, trial }: TriedFix): Remedy {
  const [first, second] = remedies as [Remedy, Remedy];
  return {
    id: `${first.id}+${second.id}`,
    title: `${first.title}, and ${second.title[0]!.toLowerCase()}${second.title.slice(1)}`,
    shortTitle: `${first.shortTitle ?? first.title} and ${second.shortTitle ?? second.title}`,
    explanation: `${first.explanation} ${second.explanation}`,
    edits: unique([...first.edits, ...second.edits]),
    createFiles: unique([...first.createFiles, ...second.createFiles]),
    changesLoss: first.changesLoss || second.changesLoss || undefined,
    trial,
  };
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

/** As they were tried, which is ranked; what could not be tried stays behind what was not worse. */
function place({ trial, trialFailure }: Remedy, tried: readonly TriedFix[]): number {
  if (trialFailure !== undefined) return 2 * tried.length + 3;
  if (trial === null) return tried.length + 1;
  const at = tried.findIndex((fix) => fix.trial === trial);
  return trial.verdict === 'worse' ? tried.length + 2 + at : at;
}
