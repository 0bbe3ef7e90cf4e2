import type { SourceSite } from '../shared/run.js';
import { Stopwatch } from './stopwatch.js';

/** Seconds without a step after which a live run is killed, and the user of any other is told. */
export const SILENCE_SECONDS = 10;
/** Seconds that a run which ends by itself gets beyond its limit before it is killed. */
const LIMIT_GRACE_SECONDS = 5;
const TICK_MS = 500;

export interface RunWatchHost {
  /** Seconds after which the child ends the run by itself; null when it does not. */
  limit(): number | null;
  /** The child did not keep the limit: it is stuck. */
  onOverdue(limit: number): void;
  /** There was no step for long, or there is one again. */
  onSilence(silent: boolean): void;
}

/** The clock of a run. It sees silence, and limits that the child cannot keep because it is stuck. */
export class RunWatch {
  readonly #stopwatch = new Stopwatch();
  #lastStep = 0;
  #silent = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly host: RunWatchHost) {}

  /** That the run took, pauses left out. */
  get seconds(): number {
    return this.#stopwatch.seconds;
  }

  get silent(): boolean {
    return this.#silent;
  }

  /** Counts the time, and expects nothing yet. */
  start(): void {
    this.#stopwatch.start();
  }

  /** Forgets what was counted, and watches. */
  restart(): void {
    this.#stopwatch.restart();
    this.resume();
  }

  resume(): void {
    this.#stopwatch.start();
    this.step();
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
  }

  halt(): void {
    this.#stopwatch.stop();
    this.#silent = false;
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** A step has come. */
  step(): void {
    this.#lastStep = this.seconds;
  }

  #tick(): void {
    const limit = this.host.limit();
    if (limit !== null && this.seconds >= limit + LIMIT_GRACE_SECONDS) return this.host.onOverdue(limit);
    const silent = this.seconds - this.#lastStep >= SILENCE_SECONDS;
    if (silent === this.#silent) return;
    this.#silent = silent;
    this.host.onSilence(silent);
  }
}

/** @param site the line that the program is at; null while it waits */
export function silenceNote(steps: number, site: SourceSite | null): string {
  const since = steps === 0 ? 'since the start' : `since step ${steps - 1}`;
  const now = site ? `the program is at ${site.file}:${site.line}` : 'the program may be preparing data, or be stuck';
  return `No training step for ${SILENCE_SECONDS} s and more, ${since}: ${now}.`;
}
