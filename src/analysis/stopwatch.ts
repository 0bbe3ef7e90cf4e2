/** Counts the time between `start` and `stop`, over as many such spans as there are. */
export class Stopwatch {
  #ms = 0;
  #since: number | null = null;

  start(): void {
    this.#since ??= performance.now();
  }

  stop(): void {
    this.#ms = this.seconds * 1000;
    this.#since = null;
  }

  /** Forgets what was counted. */
  restart(): void {
    this.#ms = 0;
    this.#since = performance.now();
  }

  get seconds(): number {
    return (this.#ms + (this.#since === null ? 0 : performance.now() - this.#since)) / 1000;
  }
}
