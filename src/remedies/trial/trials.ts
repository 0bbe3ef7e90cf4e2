/** The runs of a trial: the program as it is, the same with other initial weights, and each candidate. */
import type { Finding, Trial } from '../../shared/report.js';
import type { Candidate } from './candidates.js';
import { measure, type Measurement } from './measure.js';
import { outcome } from './outcome.js';
import { Pool } from './pool.js';
import { bundleForTrial, trainOnce, type TrialLimits, type TrialProgram, type TrialRun, type TrialSeeds } from './train.js';
import { judge } from './verdict.js';

export interface TrialProgress {
  done: number;
  /** Runs that are planned: grows when pairs are tried. */
  total: number;
  /** The remedy that is being trained; null for the program as it is. */
  title: string | null;
}

export interface TrialsOptions {
  program: TrialProgram;
  seeds: readonly number[];
  limits: TrialLimits;
  signal: AbortSignal;
  /** Programs trained at a time. */
  parallel: number;
  onProgress: (progress: TrialProgress) => void;
}

/** What a candidate showed: a trial, or why it failed. */
export interface Tried {
  candidate: Candidate;
  trial: Trial | null;
  failure: string | null;
}

interface Baseline {
  before: TrialRun[];
  randomChange: TrialRun[];
}

/** Weights of the random change come from seeds this far from those of the trial. */
const OTHER_WEIGHTS = 1000;

export class Trials {
  private readonly pool: Pool;
  private readonly baseline: Promise<Baseline | null>;
  private readonly measured = new WeakMap<TrialRun, Map<string, Measurement>>();
  private done = 0;
  private total = 0;

  /** Starts with the program as it is. */
  constructor(private readonly options: TrialsOptions) {
    this.pool = new Pool(options.parallel);
    this.baseline = this.trainBaseline();
  }

  /** Why the program as it is cannot be trained; null when it can. */
  async failure(): Promise<string | null> {
    const baseline = await this.baseline;
    const failed = baseline?.before.find(({ data }) => data.stepCount === 0);
    return failed ? failed.failure ?? 'The program made no training step.' : null;
  }

  /** Those that were cancelled are left out. Nobody is tried when the program itself cannot be trained. */
  async tryAll(candidates: readonly Candidate[]): Promise<Tried[]> {
    const tried = await Promise.all(candidates.map((candidate) => this.tryOne(candidate)));
    return tried.filter((one) => one !== null);
  }

  private async trainBaseline(): Promise<Baseline | null> {
    const { seeds } = this.options;
    const other = seeds.map((seed) => ({ seed, weightSeed: seed + OTHER_WEIGHTS }));
    const runs = await this.train(new Map(), [...seeds.map((seed) => ({ seed })), ...other], null);
    return runs && { before: runs.slice(0, seeds.length), randomChange: runs.slice(seeds.length) };
  }

  private async tryOne(candidate: Candidate): Promise<Tried | null> {
    const title = candidate.remedies.map((remedy) => remedy.shortTitle ?? remedy.title).join(' + ');
    const runs = await this.train(candidate.overrides, this.options.seeds.map((seed) => ({ seed })), title);
    const baseline = await this.baseline;
    if (!runs || !baseline || await this.failure() !== null) return null;
    // What fails in the edited program only is the edit's fault.
    const failed = runs.find(({ data, failure }, i) => data.stepCount === 0 || (failure !== null && data.stepCount < baseline.before[i]!.data.stepCount));
    if (!failed) return { candidate, trial: this.compare(candidate, runs, baseline), failure: null };
    return { candidate, trial: null, failure: failed.failure ?? 'The program makes no training step with it.' };
  }

  /** A run for each of the seeds; null when it was cancelled. */
  private async train(overrides: ReadonlyMap<string, string>, seeds: readonly TrialSeeds[], title: string | null): Promise<TrialRun[] | null> {
    const { program, limits, signal, onProgress } = this.options;
    this.total += seeds.length;
    let bundle: ReturnType<typeof bundleForTrial> | null = null;
    const runs = await Promise.all(seeds.map((each) => this.pool.run(async () => {
      onProgress({ done: this.done, total: this.total, title });
      bundle ??= bundleForTrial(program, overrides);
      const run = await trainOnce(program, bundle, each, limits, signal);
      onProgress({ done: ++this.done, total: this.total, title });
      return run;
    })));
    return runs.every((run) => run !== null) ? runs : null;
  }

  private compare({ remedies, finding }: Candidate, runs: readonly TrialRun[], baseline: Baseline): Trial {
    const { seeds } = this.options;
    const randomChange = baseline.randomChange.every(({ data }) => data.stepCount > 0) ? baseline.randomChange : [];
    // A slow machine may cut some of them short: all are judged after as many steps as the shortest.
    const steps = Math.min(...[...baseline.before, ...randomChange, ...runs].map(({ data }) => data.stepCount));
    const model = modelOf(finding, baseline.before[0]!);
    const measureAll = (all: readonly TrialRun[]): Measurement[] => all.map((run) => this.measure(run, steps, model));
    const samples = { before: measureAll(baseline.before), after: measureAll(runs), randomChange: measureAll(randomChange) };
    return {
      seeds: [...seeds], steps,
      ...judge(samples, finding.rule, !remedies.some(({ changesLoss }) => changesLoss)),
      before: outcome(samples.before), after: outcome(samples.after),
      randomChange: outcome(samples.randomChange.length > 0 ? samples.randomChange : samples.before),
    };
  }

  /** Each run once: every candidate is compared with the same ones. */
  private measure(run: TrialRun, steps: number, model: string | null): Measurement {
    const known = this.measured.get(run) ?? new Map<string, Measurement>();
    this.measured.set(run, known);
    const key = `${steps} ${model}`;
    const found = known.get(key) ?? measure(run.data, steps, model);
    known.set(key, found);
    return found;
  }
}

function modelOf({ layers }: Finding, { data }: TrialRun): string | null {
  return data.layers.find(({ id }) => id === layers[0])?.model ?? null;
}
