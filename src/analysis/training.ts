import { bundleProgram, ProgramError } from '../program/index.js';
import type { BundledProgram } from '../program/index.js';
import { RunStore } from '../run/index.js';
import type { OutputStream } from '../run/index.js';
import type { RunPhase, RunStatus } from '../shared/panelProtocol.js';
import type { BackendInfo, ProgramFailure, SourceSite, StopReason } from '../shared/run.js';
import type { TrainerEvent } from '../shared/trainerProtocol.js';
import { restartNote } from './backendFailure.js';
import { Budget } from './budget.js';
import { Children } from './children.js';
import { plainFailure, programFailure, siteOnStack, stuckFailure } from './failures.js';
import { Notes } from './notes.js';
import { seedOf, startCommand } from './options.js';
import type { AnalysisOptions } from './options.js';
import { Outcome } from './outcome.js';
import { record } from './record.js';
import { RunWatch, SILENCE_SECONDS, silenceNote } from './runWatch.js';
import { Tracing } from './tracing.js';
import { Trainers } from './trainers.js';

/** A run that fills more than this is stopped; what it showed stays. */
const STORE_LIMIT_BYTES = 2 * 2 ** 30;

export interface TrainingHost {
  changed(what: 'status' | 'layers' | 'restart'): void;
  stepped(): void;
  /** The origin of a value that is not finite is known, or will not be. */
  traced(): void;
  /** Nothing more comes for a while. */
  paused(): void;
  /** The program is bundled. @param sources absolute paths of the user's files in it */
  bundled(sources: string[]): void;
  output(text: string, stream: OutputStream): void;
}

/** The program's run in a child: started, watched, paused and ended, on another backend if the first fails; its numbers are kept. */
export class Training {
  readonly #notes = new Notes(() => this.host.changed('status'));
  readonly #watch = new RunWatch({
    limit: () => (this.options.atLimit === 'end' ? this.#budget.limits.seconds : null),
    onOverdue: (limit) => void this.#overdue(limit),
    onSilence: (silent) => void this.#tellSilence(silent),
  });
  readonly #trainers: Trainers;
  #store = new RunStore();
  #program: BundledProgram | null = null;
  #children: Children | null = null;
  #phase: RunPhase = 'starting';
  #outcome: Outcome;
  #tracing: Tracing;
  /** What to say of a program that never makes a step, but has started a thread or process that may. */
  #elsewhere: ProgramFailure | null = null;
  #backend: BackendInfo | null = null;
  #candidates: string[] | null = null;
  #budget: Budget;

  constructor(private readonly options: AnalysisOptions, private readonly host: TrainingHost) {
    this.#trainers = new Trainers(options);
    this.#outcome = new Outcome(options);
    this.#tracing = this.#newTracing();
    this.#budget = new Budget(options);
  }

  /** A snapshot. */
  get status(): Omit<RunStatus, 'id' | 'file' | 'stale' | 'live' | 'trials'> {
    return {
      phase: this.#phase,
      stopped: this.#outcome.stopped,
      backend: this.#backend,
      seed: seedOf(this.options),
      steps: this.#store.stepCount,
      stepLimit: this.#budget.limits.steps,
      seconds: this.#watch.seconds,
      dataKind: this.#store.dataKind,
      failure: this.#outcome.failure,
      notes: this.#notes.all,
    };
  }

  /** Another one after a restart. */
  get store(): RunStore {
    return this.#store;
  }

  /** Once it is bundled. */
  get program(): BundledProgram | null {
    return this.#program;
  }

  get trainers(): string[] {
    return this.#trainers.files;
  }

  get candidates(): string[] | null {
    return this.#candidates;
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
        this.#outcome.conclude(await this.#children.current.stopped, this.#backend);
      } while (this.#restart());
      await this.#tracing.over;
    } finally {
      this.#tracing.abort();
      await this.#children.stop();
      this.#halt();
      this.#budget.endPause();
    }
  }

  /** Nothing of it goes on: what it showed is told. */
  finish(): void {
    this.#setPhase('done');
  }

  /** Ends the run; what it showed stays. Resolves when its process is gone. */
  async stop(): Promise<void> {
    if (this.#phase === 'done') return;
    await this.#end(this.#phase === 'paused' ? this.#outcome.stopped ?? 'user' : 'user');
  }

  /** Goes on after a pause: for another budget like the first, or to the program's own end. */
  continue(toEnd: boolean): void {
    if (this.#phase !== 'paused' || !this.#children) return;
    this.#budget.extend(toEnd, { steps: this.#store.stepCount, seconds: this.#watch.seconds });
    this.#outcome.stopped = null;
    this.#watch.resume();
    this.#children.current.continue(this.#budget.limits);
    this.#setPhase('running');
  }

  async #bundle(): Promise<BundledProgram | null> {
    const { file, root, overrides } = this.options;
    try {
      const program = await bundleProgram({ file, root, overrides });
      this.host.bundled(program.sources);
      return program;
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error;
      this.#outcome.end('error', error.failure);
      return null;
    }
  }

  #childrenFor(options: AnalysisOptions): Children {
    return new Children(options, {
      event: (event) => this.#onEvent(event),
      output: (text, stream) => this.host.output(text, stream),
      note: (words) => this.#notes.add(words),
    });
  }

  #newTracing(): Tracing {
    return new Tracing(this.options, { note: (words) => this.#notes.add(words), over: () => this.host.traced() });
  }

  async #run(children: Children, program: BundledProgram): Promise<void> {
    const start = await children.ready(() => this.#phase === 'starting');
    if (!start || this.#phase !== 'starting') return;
    if ('failure' in start) {
      if (start.failure) this.#outcome.end('error', programFailure(start.failure, program));
      return;
    }
    this.#backend = start.ready.backend;
    children.start(startCommand(this.options, program.image, this.#budget.limits));
    // From here the program's own time counts, not that of loading.
    this.#watch.restart();
    this.#setPhase('running');
    await children.current.stopped;
  }

  /** Begins anew on the next backend, if this one failed; what it computed is wrong or breaks off. Answers whether it did. */
  #restart(): boolean {
    const failure = this.#outcome.backendFailure;
    if (!failure || this.#phase !== 'running') return false;
    this.#halt();
    this.#notes.clear();
    this.#notes.add(restartNote(failure, this.#store.stepCount));
    this.#store = new RunStore();
    this.#tracing.abort();
    this.#tracing = this.#newTracing();
    this.#budget = new Budget(this.options);
    this.#outcome = new Outcome(this.options);
    this.#backend = this.#elsewhere = null;
    const passedOver = [...(this.options.passedOver ?? []), failure.passedOver];
    this.#children = this.#childrenFor({ ...this.options, standby: undefined, passedOver });
    this.#watch.start();
    this.#setPhase('starting');
    this.host.changed('restart');
    return true;
  }

  #onEvent(event: TrainerEvent): void {
    switch (event.type) {
      case 'candidates':
        this.#candidates = event.names;
        this.#notes.add(`Several exports could be trained: ${event.names.join(', ')}.`);
        this.#outcome.stopped = 'end';
        break;
      case 'step':
        this.#store.append(event);
        this.#tracing.step(event, () =>
          ({ store: this.#store, backend: this.#backend!, start: startCommand(this.options, this.#program!.image, this.#budget.limits) }));
        this.#watch.step();
        this.host.stepped();
        this.#watchStore();
        break;
      case 'elsewhere':
        this.#elsewhere = programFailure(event.failure, this.#program);
        break;
      case 'paused':
        this.#pause(event.at);
        break;
      case 'failed':
        // What breaks because the run is being stopped is no fault of the program.
        if (this.#phase !== 'stopping') {
          const failure = this.#trainers.named(programFailure(event.failure, this.#program), event.failure);
          this.#outcome.programFailed(event.failure, failure, this.#backend);
        }
        this.host.changed('status');
        break;
      case 'finished':
        this.#outcome.end(event.stopped);
        break;
      default:
        this.#record(event);
    }
  }

  #record(event: TrainerEvent): void {
    record(event, { store: this.#store, program: this.#program!, notes: this.#notes, trainers: this.#trainers });
    if (event.type === 'layers' || event.type === 'models') this.host.changed('layers');
  }

  #pause(at: 'steps' | 'seconds'): void {
    this.#outcome.stopped = at;
    this.#halt();
    this.#setPhase('paused');
    this.host.paused();
    this.#budget.pause(() => void this.#end(at));
  }

  /** Makes the child end; the first reason stands. */
  async #end(reason: StopReason, failure: ProgramFailure | null = null): Promise<void> {
    this.#outcome.end(reason, failure);
    if (reason === 'user') this.#tracing.abort();
    this.#setPhase('stopping');
    await this.#children?.stop();
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
    const steps = this.#store.stepCount;
    const site = silent ? await this.#mainSite() : null;
    // A step may have come meanwhile.
    if (silent !== this.#watch.silent || steps !== this.#store.stepCount) return;
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
    if (this.#store.stepCount > 0) return this.#end('seconds');
    return this.#end('timeout', this.#elsewhere ?? stuckFailure(limit, await this.#mainSite()));
  }

  #watchStore(): void {
    if (this.#store.stepCount % 256 !== 0 || this.#store.bytes <= STORE_LIMIT_BYTES) return;
    this.#notes.add(`Stopped after ${this.#store.stepCount} steps: their numbers fill ${STORE_LIMIT_BYTES / 2 ** 30} GB.`);
    void this.#end('memory');
  }

  #setPhase(phase: RunPhase): void {
    this.#phase = phase;
    this.host.changed('status');
  }
}
