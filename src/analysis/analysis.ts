import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import path from 'node:path';
import type { BundledProgram } from '../program/index.js';
import type { OutputStream, RunStore } from '../run/index.js';
import type { FindingView, RunStatus } from '../shared/panelProtocol.js';
import type { Report } from '../shared/report.js';
import { Findings } from './findings.js';
import { seedOf, trialProgram } from './options.js';
import type { AnalysisOptions, TrialNode } from './options.js';
import { buildReport } from './report.js';
import { RunSources } from './sources.js';
import { Throttle } from './throttle.js';
import { Training } from './training.js';

/** `restart`: all that was told of the run is void, and it begins anew. */
export type Change = 'status' | 'layers' | 'steps' | 'findings' | 'restart';

interface Subscription {
  dispose(): void;
}

const STEPS_INTERVAL_MS = 50;

/**
 * One analysis from file to report: trains the program, keeps its numbers, says what is wrong with it and how to put it
 * right. The user's errors are told by `status.failure`; what was captured before them stands.
 */
export class Analysis {
  /** Absolute; everything reported is relative to it. */
  readonly root: string;
  /** Absolute path of the analyzed file. */
  readonly file: string;

  readonly #id = randomUUID();
  readonly #emitter = new EventEmitter();
  readonly #sources: RunSources;
  readonly #training: Training;
  readonly #findings: Findings;
  readonly #stepsChanged = new Throttle(() => this.#emit('steps'), () => STEPS_INTERVAL_MS);
  #stale = false;

  constructor(private readonly options: AnalysisOptions) {
    this.root = options.root;
    this.file = options.file;
    this.#sources = new RunSources(options.root, options.overrides);
    this.#training = new Training(options, {
      changed: (what) => this.#changed(what),
      stepped: () => this.#stepped(),
      traced: () => this.#findings.request(),
      paused: () => this.#findings.flush(),
      bundled: (sources) => this.#sources.keep(sources),
      output: (text, stream) => this.#emitter.emit('output', text, stream),
    });
    this.#findings = new Findings(this.#sources, {
      store: () => this.store,
      changed: () => this.#emit('findings'),
      tried: () => this.#emit('status'),
    });
  }

  /** A snapshot. */
  get status(): RunStatus {
    return {
      id: this.#id,
      file: path.relative(this.root, this.file).split(path.sep).join('/'),
      ...this.#training.status,
      stale: this.#stale,
      live: this.options.live ?? false,
      trials: this.#findings.trials,
    };
  }

  /** Another one after a restart. */
  get store(): RunStore {
    return this.#training.store;
  }

  get findings(): FindingView[] {
    return this.#findings.all;
  }

  /** The user's program once it is bundled. */
  get program(): BundledProgram | null {
    return this.#training.program;
  }

  /** Absolute paths of files that import this one and train, where it trains nothing itself. */
  get trainers(): string[] {
    return this.#training.trainers;
  }

  /** Exports of which the user has to choose one: run again with it as `entry`. */
  get candidates(): string[] | null {
    return this.#training.candidates;
  }

  /** 'steps' comes at most 20 times a second, 'findings' at most twice while the run goes on, and both once at its end. */
  onChange(listener: (what: Change) => void): Subscription {
    this.#emitter.on('change', listener);
    return { dispose: () => this.#emitter.off('change', listener) };
  }

  /** What the program writes. */
  onOutput(listener: (text: string, stream: OutputStream) => void): Subscription {
    this.#emitter.on('output', listener);
    return { dispose: () => this.#emitter.off('output', listener) };
  }

  /** Resolves when the run is over. Rejects for our own errors alone. */
  async start(): Promise<void> {
    try {
      await this.#training.start();
    } finally {
      this.#stepsChanged.flush();
      this.#findings.cancel();
      this.#training.finish();
    }
    this.#findings.flush();
  }

  /** Ends the run; what it showed stays. Resolves when its process is gone. */
  async stop(): Promise<void> {
    await this.#training.stop();
  }

  /** Goes on after a pause: for another budget like the first, or to the program's own end. */
  continue(toEnd: boolean): void {
    this.#training.continue(toEnd);
  }

  /**
   * Trains the program with each of the findings' remedies and without, and puts what that showed to the remedies; see
   * `status.trials`. Nothing of the user's is touched. Resolves when all is tried or cancelled.
   */
  async tryFixes(node: TrialNode = { nodePath: this.options.nodePath, fenced: true }): Promise<void> {
    await this.#findings.tryFixes(trialProgram(this.options, this.#sources.texts, node), seedOf(this.options) ?? 1);
  }

  /** Ends trials that go on; what was tried stays. */
  cancelTrials(): void {
    this.#findings.cancelTrials();
  }

  /** The file is no longer what was analyzed. */
  markStale(): void {
    this.#stale = true;
    this.#emit('status');
  }

  dispose(): void {
    this.#emitter.removeAllListeners();
    this.#findings.cancelTrials();
    void this.stop();
  }

  report(): Report {
    return buildReport(this.root, this.status, this.store, this.findings);
  }

  #changed(what: 'status' | 'layers' | 'restart'): void {
    if (what === 'restart') this.#findings.clear();
    this.#emit(what);
  }

  #stepped(): void {
    this.#stepsChanged.request();
    this.#findings.request();
  }

  #emit(what: Change): void {
    this.#emitter.emit('change', what);
  }
}
