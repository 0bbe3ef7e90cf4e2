/**
 * Try Fixes: trains the program as it is and with each remedy's edit, from the same seeds on the same batches for the same
 * number of steps, and says which of them help. Nothing of it touches the user's files.
 */
import os from 'node:os';
import type { Finding, Remedy, Trial } from '../../shared/report.js';
import type { SourceReader } from '../sourceFile.js';
import { pairs, singles, type Candidate } from './candidates.js';
import { measure, type Measurement } from './measure.js';
import { bundleForTrial, trainOnce, type TrialLimits, type TrialProgram, type TrialRun } from './train.js';
import { spread, verdict } from './verdict.js';

export interface TryFixesOptions {
  program: TrialProgram;
  /** Findings with the remedies that are to be tried. */
  findings: readonly (Finding & { remedies: readonly Remedy[] })[];
  /** The texts that the edits were made for. */
  sources: SourceReader;
  seeds: readonly number[];
  limits: TrialLimits;
  signal: AbortSignal;
  /** Programs trained at a time; default: one for each core. */
  parallel?: number;
  onProgress?: (progress: TrialProgress) => void;
}

export interface TrialProgress {
  done: number;
  /** Runs that are planned: grows when pairs are tried. */
  total: number;
  /** What was tried last: the title of the remedy. */
  title: string | null;
}

export interface TriedFix {
  remedies: readonly Remedy[];
  finding: Finding;
  /** Null where the edited program failed: then `failure` says why. */
  trial: Trial | null;
  failure: string | null;
}

/** Weights of the random change come from seeds this far from those of the trial. */
const OTHER_WEIGHTS = 1000;

/** @returns the fixes that were tried, those that help most first; empty when it was cancelled or the program cannot be trained. */
export async function tryFixes(options: TryFixesOptions): Promise<TriedFix[]> {
  const trials = new Trials(options);
  if (!(await trials.trainBaseline())) return [];
  const { program: { root }, sources } = options;
  const candidates = singles(options.findings, root, sources);
  const alone = await trials.tryAll(candidates);
  const isHelped = alone.some(({ fix }) => fix.trial?.verdict === 'helps');
  const ranked = rank(alone);
  if (isHelped || options.signal.aborted) return ranked.map(({ fix }) => fix);
  const together = await trials.tryAll(pairs(ranked.map(({ candidate }) => candidate), root, sources));
  return rank([...alone, ...together]).map(({ fix }) => fix);
}

interface Tried {
  candidate: Candidate;
  fix: TriedFix;
  /** Median loss after, for the ranking. */
  loss: number;
}

class Trials {
  private before: TrialRun[] = [];
  private randomChange: TrialRun[] = [];
  private readonly parallel: number;
  private done = 0;
  private total = 0;

  constructor(private readonly options: TryFixesOptions) {
    this.parallel = options.parallel ?? os.availableParallelism();
  }

  /** Whether the program as it is trains at all. */
  async trainBaseline(): Promise<boolean> {
    const { seeds } = this.options;
    const runs = await this.train(new Map(), [
      ...seeds.map((seed) => ({ seed })),
      ...seeds.map((seed) => ({ seed, weightSeed: seed + OTHER_WEIGHTS })),
    ], null);
    this.before = runs.slice(0, seeds.length);
    this.randomChange = runs.slice(seeds.length);
    return this.before.every(({ data }) => data.stepCount > 0);
  }

  async tryAll(candidates: readonly Candidate[]): Promise<Tried[]> {
    const { seeds, signal } = this.options;
    this.total += candidates.length * seeds.length;
    const tried: Tried[] = [];
    // One candidate after the other, its seeds side by side: what is finished is known while the rest goes on.
    for (const candidate of candidates) {
      if (signal.aborted) break;
      this.total -= seeds.length;
      const runs = await this.train(candidate.overrides, seeds.map((seed) => ({ seed })), titleOf(candidate.remedies));
      if (!signal.aborted) tried.push(this.judge(candidate, runs));
    }
    return tried;
  }

  private async train(overrides: ReadonlyMap<string, string>, seeds: readonly { seed: number; weightSeed?: number }[], title: string | null): Promise<TrialRun[]> {
    const { program, limits, signal, onProgress } = this.options;
    this.total += seeds.length;
    const bundle = await bundleForTrial(program, overrides);
    const runs: TrialRun[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let i = next++; i < seeds.length && !signal.aborted; i = next++) {
        runs[i] = await trainOnce(program, bundle, seeds[i]!, limits, signal);
        onProgress?.({ done: ++this.done, total: this.total, title });
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.parallel, seeds.length) }, worker));
    return runs;
  }

  private judge(candidate: Candidate, runs: readonly TrialRun[]): Tried {
    const { seeds } = this.options;
    const { remedies, finding } = candidate;
    const failure = runs.find(({ data }) => data.stepCount === 0)?.failure ?? null;
    if (failure !== null) return { candidate, loss: NaN, fix: { remedies, finding, trial: null, failure } };
    // A slow machine may cut some of them short: all are judged after as many steps as the shortest.
    const steps = Math.min(...[...this.before, ...runs].map(({ data }) => data.stepCount));
    const measureAll = (all: readonly TrialRun[]): Measurement[] => all.map(({ data }) => measure(data, steps));
    const samples = { before: measureAll(this.before), after: measureAll(runs), randomChange: measureAll(this.randomChange.filter(({ data }) => data.stepCount >= steps)) };
    const side = (all: readonly Measurement[]): Trial['before'] =>
      ({ loss: spread(all.map(({ loss }) => loss)), gradientRatio: spread(all.map(({ gradientRatio }) => gradientRatio)) });
    const comparable = !remedies.some(({ changesLoss }) => changesLoss);
    const trial: Trial = {
      seeds: [...seeds], steps, verdict: verdict(samples, finding.rule, comparable),
      before: side(samples.before), after: side(samples.after), randomChange: side(samples.randomChange.length > 0 ? samples.randomChange : samples.before),
    };
    const reached = samples.after.map(({ loss, first }) => (comparable ? loss : loss / Math.abs(first)));
    return { candidate, loss: Number(spread(reached).median), fix: { remedies, finding, trial, failure: null } };
  }
}

const ORDER: Record<Trial['verdict'], number> = { helps: 0, 'no-effect': 1, worse: 2 };

/** What helps first, and of that what came to the lowest loss. */
function rank(tried: readonly Tried[]): Tried[] {
  const place = ({ fix }: Tried): number => (fix.trial ? ORDER[fix.trial.verdict] : 3);
  const loss = (one: Tried): number => (Number.isFinite(one.loss) ? one.loss : Infinity);
  return [...tried].sort((a, b) => place(a) - place(b) || (loss(a) === loss(b) ? 0 : loss(a) - loss(b)));
}

function titleOf(remedies: readonly Remedy[]): string {
  return remedies.map(({ shortTitle, title }) => shortTitle ?? title).join(' + ');
}
