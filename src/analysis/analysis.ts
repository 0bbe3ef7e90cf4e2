import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import path from 'node:path';
import { diagnose } from '../diagnosis/index.js';
import { bundleProgram, findTrainers, ProgramError } from '../program/index.js';
import type { BundledProgram } from '../program/index.js';
import { remediesFor } from '../remedies/index.js';
import type { TrialProgram } from '../remedies/trial/index.js';
import { RunStore } from '../run/index.js';
import type { OutputStream, TrainerExit } from '../run/index.js';
import { plural } from '../shared/format.js';
import type { FindingView, RunPhase, RunStatus } from '../shared/panelProtocol.js';
import type { Report } from '../shared/report.js';
import type { BackendInfo, ProgramFailure, SourceSite, StopReason } from '../shared/run.js';
import type { RawFailure, StepEvent, TrainerEvent } from '../shared/trainerProtocol.js';
import { crashFailure, reportedFailure, restartNote, type BackendFailure } from './backendFailure.js';
import { Children } from './children.js';
import { plainFailure, processFailure, programFailure, siteOnStack } from './failures.js';
import { limitsOf, seedOf, startCommand } from './options.js';
import type { AnalysisOptions, RunLimits } from './options.js';
import { entryNote, Notes, noteText, tracingNote, unlocatedNote, untracedNote } from './notes.js';
import { buildReport } from './report.js';
import { RunWatch, SILENCE_SECONDS, silenceNote } from './runWatch.js';
import { locateLayer, locateModel } from './sites.js';
import { RunSources } from './sources.js';
import { Throttle } from './throttle.js';
import { OriginWatch, traceOrigin, whyNotTraced } from './traceOrigin.js';
import { trainersHint } from './trainers.js';
import { FixTrials } from './trials.js';

/** `restart`: all that was told of the run is void, and it begins anew. */
export type Change = 'status' | 'layers' | 'steps' | 'findings' | 'restart';

interface Subscription {
  dispose(): void;
}

const PAUSE_MINUTES = 10;
const STEPS_INTERVAL_MS = 50;
const DIAGNOSIS_INTERVAL_MS = 500;
/** Diagnosis may take a tenth of the host's time while the run goes on. */
const DIAGNOSIS_REST = 9;
/** A run that fills more than this is stopped; what it showed stays. */
const STORE_LIMIT_BYTES = 2 * 2 ** 30;

/**
 * One analysis from file to report: bundles the program, trains it in a child, keeps its numbers, says what is wrong
 * with it and how to put it right. The user's errors are told by `status.failure`; what was captured before them stands.
 */
export class Analysis {
  /** Absolute; everything reported is relative to it. */
  readonly root: string;
  /** Absolute path of the analyzed file. */
  readonly file: string;

  #store = new RunStore();
  readonly #id = randomUUID();
  readonly #emitter = new EventEmitter();
  readonly #sources: RunSources;
  readonly #notes = new Notes(() => this.#emit('status'));
  readonly #watch = new RunWatch({
    limit: () => (this.options.atLimit === 'end' ? this.#limits.seconds : null),
    onOverdue: (limit) => void this.#overdue(limit),
    onSilence: (silent) => void this.#tellSilence(silent),
  });
  readonly #stepsChanged: Throttle;
  readonly #diagnosis: Throttle;
  readonly #trials = new FixTrials(() => this.#emit('status'));
  #program: BundledProgram | null = null;
  #children: Children | null = null;
  #phase: RunPhase = 'starting';
  #stopped: StopReason | null = null;
  #failure: ProgramFailure | null = null;
  /** What to say of a program that never makes a step, but has started a thread or process that may. */
  #elsewhere: ProgramFailure | null = null;
  #backend: BackendInfo | null = null;
  /** Set when the run cannot go on with the backend that it has. */
  #backendFailure: BackendFailure | null = null;
  #stale = false;
  #findings: FindingView[] = [];
  #candidates: string[] | null = null;
  #trainers: string[] = [];
  #limits: RunLimits;
  #originWatch = new OriginWatch();
  /** The second run that finds where the first non-finite value came from. */
  #tracing: { over: Promise<void>; abort: AbortController } | null = null;
  #diagnosisMs = 0;
  #pauseEnd: NodeJS.Timeout | null = null;

  constructor(private readonly options: AnalysisOptions) {
    this.root = options.root;
    this.file = options.file;
    this.#sources = new RunSources(options.root, options.overrides);
    this.#limits = limitsOf(options);
    this.#stepsChanged = new Throttle(() => this.#emit('steps'), () => STEPS_INTERVAL_MS);
    this.#diagnosis = new Throttle(() => this.#diagnose(), () => Math.max(DIAGNOSIS_INTERVAL_MS, DIAGNOSIS_REST * this.#diagnosisMs));
  }

  /** A snapshot. */
  get status(): RunStatus {
    return {
      id: this.#id,
      file: path.relative(this.root, this.file).split(path.sep).join('/'),
      phase: this.#phase,
      stopped: this.#stopped,
      backend: this.#backend,
      seed: seedOf(this.options),
      steps: this.store.stepCount,
      stepLimit: this.#limits.steps,
      seconds: this.#watch.seconds,
      dataKind: this.store.dataKind,
      failure: this.#failure,
      stale: this.#stale,
      notes: this.#notes.all,
      live: this.options.live ?? false,
      trials: this.#trials.status,
    };
  }

  /** Another one after a restart. */
  get store(): RunStore {
    return this.#store;
  }

  get findings(): FindingView[] {
    return this.#findings;
  }

  /** The user's program once it is bundled. */
  get program(): BundledProgram | null {
    return this.#program;
  }

  /** Absolute paths of files that import this one and train, where it trains nothing itself. */
  get trainers(): string[] {
    return this.#trainers;
  }

  /** Exports of which the user has to choose one: run again with it as `entry`. */
  get candidates(): string[] | null {
    return this.#candidates;
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
    // The child loads its backend while the program is bundled.
    this.#children = this.#childrenFor(this.options);
    this.#watch.start();
    try {
      this.#program = await this.#bundle();
      do {
        if (this.#program && this.#phase === 'starting') await this.#run(this.#children, this.#program);
        await this.#children.stop();
        this.#conclude(await this.#children.current.stopped);
      } while (this.#restart());
      await this.#tracing?.over;
    } finally {
      this.#tracing?.abort.abort();
      await this.#children.stop();
      this.#finish();
    }
    this.#diagnosis.flush();
  }

  /** Ends the run; what it showed stays. Resolves when its process is gone. */
  async stop(): Promise<void> {
    if (this.#phase === 'done') return;
    await this.#end(this.#phase === 'paused' ? this.#stopped ?? 'user' : 'user');
  }

  /** Goes on after a pause: for another budget like the first, or to the program's own end. */
  continue(toEnd: boolean): void {
    if (this.#phase !== 'paused' || !this.#children) return;
    const { steps, seconds } = limitsOf(this.options);
    this.#limits = {
      steps: toEnd || steps === null ? null : this.store.stepCount + steps,
      seconds: toEnd || seconds === null ? null : this.#watch.seconds + seconds,
    };
    if (this.#pauseEnd) clearTimeout(this.#pauseEnd);
    this.#stopped = null;
    this.#watch.resume();
    this.#children.current.continue(this.#limits);
    this.#setPhase('running');
  }

  /**
   * Trains the program with each of the findings' remedies and without, and puts what that showed to the remedies; see
   * `status.trials`. Nothing of the user's is touched. Resolves when all is tried or cancelled.
   *
   * @param node that keeps the program from writing files and from the network; `fenced` false: none does, and the user knows
   */
  async tryFixes(node: { nodePath?: string; fenced: boolean } = { nodePath: this.options.nodePath, fenced: true }): Promise<void> {
    const { options } = this;
    const program: TrialProgram = {
      file: this.file, root: this.root, overrides: this.#sources.texts, entry: options.entry ?? null, args: options.args ?? [],
      cwd: options.cwd ?? this.root, trainerPath: options.trainerPath, maxHeapMb: options.maxHeapMb, maxResidentMb: options.maxResidentMb, ...node,
    };
    await this.#trials.run({ program, findings: this.#findings, sources: this.#sources, seed: seedOf(options) ?? 1, steps: this.store.stepCount });
    this.#findings = this.#trials.tell(this.#findings);
    this.#emit('findings');
  }

  /** Ends trials that go on; what was tried stays. */
  cancelTrials(): void {
    this.#trials.cancel();
  }

  /** The file is no longer what was analyzed. */
  markStale(): void {
    this.#stale = true;
    this.#emit('status');
  }

  dispose(): void {
    this.#emitter.removeAllListeners();
    this.#trials.cancel();
    void this.stop();
  }

  report(): Report {
    return buildReport(this.root, this.status, this.store, this.#findings);
  }

  async #bundle(): Promise<BundledProgram | null> {
    try {
      const program = await bundleProgram({ file: this.file, root: this.root, overrides: this.options.overrides });
      this.#sources.keep(program.sources);
      return program;
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error;
      this.#fail('error', error.failure);
      return null;
    }
  }

  #childrenFor(options: AnalysisOptions): Children {
    return new Children(options, {
      event: (event) => this.#onEvent(event),
      output: (text, stream) => this.#emitter.emit('output', text, stream),
      note: (words) => this.#notes.add(words),
    });
  }

  async #run(children: Children, program: BundledProgram): Promise<void> {
    const start = await children.ready(() => this.#phase === 'starting');
    if (!start || this.#phase !== 'starting') return;
    if ('failure' in start) {
      if (start.failure) this.#fail('error', programFailure(start.failure, program));
      return;
    }
    this.#backend = start.ready.backend;
    children.start(startCommand(this.options, program.image, this.#limits));
    // From here the program's own time counts, not that of loading.
    this.#watch.restart();
    this.#setPhase('running');
    await children.current.stopped;
  }

  /** Begins anew on the next backend, if this one failed; what it computed is wrong or breaks off. Answers whether it did. */
  #restart(): boolean {
    const failure = this.#backendFailure;
    if (!failure || this.#phase !== 'running') return false;
    this.#halt();
    this.#notes.clear();
    this.#notes.add(restartNote(failure, this.store.stepCount));
    this.#store = new RunStore();
    this.#originWatch = new OriginWatch();
    this.#tracing?.abort.abort();
    this.#tracing = null;
    this.#findings = [];
    this.#limits = limitsOf(this.options);
    this.#backend = this.#backendFailure = null;
    const passedOver = [...(this.options.passedOver ?? []), failure.passedOver];
    this.#children = this.#childrenFor({ ...this.options, standby: undefined, passedOver });
    this.#watch.start();
    this.#setPhase('starting');
    this.#emit('restart');
    return true;
  }

  #onEvent(event: TrainerEvent): void {
    switch (event.type) {
      case 'ready':
        break;
      case 'entry':
        this.store.dataKind = event.dataKind;
        this.#notes.add(entryNote(event));
        if (event.dataKind === 'synthetic') this.#notes.add(this.#trainersHint());
        break;
      case 'candidates':
        this.#candidates = event.names;
        this.#notes.add(`Several exports could be trained: ${event.names.join(', ')}.`);
        this.#stopped = 'end';
        break;
      case 'layers':
        this.store.setLayers(event.layers.map((layer) => locateLayer(layer, this.#program!)));
        this.#emit('layers');
        break;
      case 'models':
        this.store.setModels(event.models.map((model) => locateModel(model, this.#program!)));
        for (const { id } of event.models) this.#notes.add(unlocatedNote(id, this.store.layers));
        this.#emit('layers');
        break;
      case 'learningRates':
        this.store.setLearningRates(event.rates);
        break;
      case 'step':
        this.store.append(event);
        if (this.#originWatch.isUncertain(event)) this.#traceOrigin(event);
        this.#watch.step();
        this.#stepsChanged.request();
        this.#diagnosis.request();
        this.#watchStore();
        break;
      case 'note':
        this.#notes.add(noteText(event, this.#program));
        break;
      case 'elsewhere':
        this.#elsewhere = programFailure(event.failure, this.#program);
        break;
      case 'paused':
        this.#pause(event.at);
        break;
      case 'failed':
        // What breaks because the run is being stopped is no fault of the program.
        if (this.#phase !== 'stopping') this.#programFailed(event.failure);
        this.#emit('status');
        break;
      case 'finished':
        this.#stopped ??= event.stopped;
        break;
    }
  }

  #pause(at: 'steps' | 'seconds'): void {
    this.#stopped = at;
    this.#halt();
    this.#setPhase('paused');
    this.#diagnosis.flush();
    this.#pauseEnd = setTimeout(() => void this.#end(at), PAUSE_MINUTES * 60_000);
  }

  /** Makes the child end; the first reason stands. */
  async #end(reason: StopReason, failure: ProgramFailure | null = null): Promise<void> {
    this.#stopped ??= reason;
    this.#failure ??= failure;
    if (reason === 'user') this.#tracing?.abort.abort();
    this.#setPhase('stopping');
    await this.#children?.stop();
  }

  #fail(reason: StopReason, failure: ProgramFailure): void {
    this.#stopped ??= reason;
    this.#failure ??= failure;
  }

  #programFailed(raw: RawFailure): void {
    const failure = this.#trainersNamed(raw);
    this.#backendFailure = reportedFailure(raw, failure, this.#backend, this.options);
    if (!this.#backendFailure) this.#fail('error', failure);
  }

  /** Says why the run is over when neither the program nor we have said so yet. */
  #conclude(exit: TrainerExit): void {
    if (this.#stopped !== null || this.#backendFailure) return;
    const failure = processFailure(exit);
    this.#backendFailure = crashFailure(exit, failure, this.#backend, this.options);
    if (!this.#backendFailure) this.#fail(exit.cause === 'memory' ? 'memory' : 'error', failure);
  }

  #finish(): void {
    this.#halt();
    if (this.#pauseEnd) clearTimeout(this.#pauseEnd);
    this.#stepsChanged.flush();
    this.#diagnosis.cancel();
    this.#setPhase('done');
  }

  /** The time stands still, and nobody waits for steps. */
  #halt(): void {
    this.#watch.halt();
    this.#notes.silence = null;
  }

  async #tellSilence(silent: boolean): Promise<void> {
    if (silent && this.options.live) {
      return this.#end('timeout', plainFailure(`No training step for ${SILENCE_SECONDS} s: the live run was ended.`));
    }
    const steps = this.store.stepCount;
    const site = silent ? await this.#mainSite() : null;
    // A step may have come meanwhile.
    if (silent !== this.#watch.silent || steps !== this.store.stepCount) return;
    this.#notes.silence = silent ? silenceNote(steps, site) : null;
  }

  /** The line that the program is at now; null while it waits. */
  async #mainSite(): Promise<SourceSite | null> {
    const frames = await this.#children?.current.mainStack();
    return frames && this.#program ? siteOnStack(frames, this.#program) : null;
  }

  async #overdue(limit: number): Promise<void> {
    // What follows may take longer than a tick.
    this.#halt();
    if (this.store.stepCount > 0) return this.#end('seconds');
    if (this.#elsewhere) return this.#end('timeout', this.#elsewhere);
    const site = await this.#mainSite();
    const reason = site ? 'the program is still at this line' : 'the program waits, for data or a time';
    return this.#end('timeout', plainFailure(`No training step within ${plural(limit, 'second')}: ${reason}.`, site));
  }

  #watchStore(): void {
    if (this.store.stepCount % 256 !== 0 || this.store.bytes <= STORE_LIMIT_BYTES) return;
    this.#notes.add(`Stopped after ${this.store.stepCount} steps: their numbers fill ${STORE_LIMIT_BYTES / 2 ** 30} GB.`);
    void this.#end('memory');
  }

  #traceOrigin(event: StepEvent): void {
    const { store, options } = this;
    const backend = this.#backend!;
    const untraced = (reason: string): void => this.#notes.add(untracedNote(event.step, reason));
    const reason = whyNotTraced(options, backend);
    if (reason !== null) return untraced(reason);
    this.#notes.add(tracingNote(event.step));
    const abort = new AbortController();
    const start = startCommand(options, this.#program!.image, this.#limits);
    const over = traceOrigin({ options, backend, start, event, loss: (step) => store.loss(step) }, abort.signal).then((traced) => {
      if (abort.signal.aborted) return;
      if ('origin' in traced) store.firstNonFinite = traced.origin;
      else untraced(traced.reason);
      this.#diagnosis.request();
    });
    this.#tracing = { over, abort };
  }

  #diagnose(): void {
    const began = performance.now();
    const findings = diagnose(this.store);
    const remedied = findings.map((finding) => ({ ...finding, remedies: remediesFor(finding, this.store, this.#sources) }));
    this.#findings = this.#trials.tell(remedied);
    this.#diagnosisMs = performance.now() - began;
    this.#emit('findings');
  }

  /** The failure, and where to look instead if nothing trains here. */
  #trainersNamed(raw: RawFailure): ProgramFailure {
    const failure = programFailure(raw, this.#program);
    if (raw.kind !== 'no-training') return failure;
    const hint = this.#trainersHint();
    return hint === null ? failure : { ...failure, message: `${failure.message} ${hint}` };
  }

  /** Which file to analyze instead; live runs, which come with every edit, do not look. */
  #trainersHint(): string | null {
    if (!this.options.live) this.#trainers = findTrainers(this.file, this.root);
    return trainersHint(this.root, this.#trainers);
  }

  #setPhase(phase: RunPhase): void {
    this.#phase = phase;
    this.#emit('status');
  }

  #emit(what: Change): void {
    this.#emitter.emit('change', what);
  }
}
