/**
 * Calls `work` some time after it was asked for, once for all requests in between. `restMs` is asked anew each time,
 * so that costly work can ask for a longer rest.
 */
export class Throttle {
  #timer: NodeJS.Timeout | null = null;
  #lastRun = -Infinity;

  constructor(private readonly work: () => void, private readonly restMs: () => number) {}

  request(): void {
    if (this.#timer) return;
    const wait = Math.max(0, this.#lastRun + this.restMs() - performance.now());
    this.#timer = setTimeout(() => this.flush(), wait);
  }

  /** Does the work now. */
  flush(): void {
    this.cancel();
    this.work();
    this.#lastRun = performance.now();
  }

  cancel(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
