/** The second run that finds where the first non-finite value came from, when the step at which it showed was not captured. */
import type { RunStore } from '../run/index.js';
import type { BackendInfo } from '../shared/run.js';
import type { StartCommand, StepEvent } from '../shared/trainerProtocol.js';
import { tracingNote, untracedNote } from './notes.js';
import type { AnalysisOptions } from './options.js';
import { OriginWatch, traceOrigin, whyNotTraced } from './traceOrigin.js';

/** The run whose values are traced. */
export interface TracedRun {
  store: RunStore;
  backend: BackendInfo;
  start: StartCommand;
}

export interface TracingHost {
  note(words: string): void;
  /** The store knows the origin, or will not. */
  over(): void;
}

export class Tracing {
  readonly #watch = new OriginWatch();
  readonly #abort = new AbortController();
  #over: Promise<void> = Promise.resolve();

  constructor(private readonly options: AnalysisOptions, private readonly host: TracingHost) {}

  /** Resolves when nothing is traced any more. */
  get over(): Promise<void> {
    return this.#over;
  }

  abort(): void {
    this.#abort.abort();
  }

  /** @param run is asked for when the step has to be traced */
  step(event: StepEvent, run: () => TracedRun): void {
    if (this.#watch.isUncertain(event)) this.#trace(event, run());
  }

  #trace(event: StepEvent, { store, backend, start }: TracedRun): void {
    const { options, host } = this;
    const untraced = (reason: string): void => host.note(untracedNote(event.step, reason));
    const reason = whyNotTraced(options, backend);
    if (reason !== null) return untraced(reason);
    host.note(tracingNote(event.step));
    const { signal } = this.#abort;
    this.#over = traceOrigin({ options, backend, start, event, loss: (step) => store.loss(step) }, signal).then((traced) => {
      if (signal.aborted) return;
      if ('origin' in traced) store.firstNonFinite = traced.origin;
      else untraced(traced.reason);
      host.over();
    });
  }
}
