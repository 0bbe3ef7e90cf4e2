import type { TrainerProcess } from '../run/index.js';

/** Waiting before the next child is warmed up, so that it does not take the processor from the run that has just begun. */
const REST_MS = 1000;

/**
 * Keeps one child warm, so that a live run begins at once. A child that dies while it waits is not made again until
 * somebody asks for one: what broke it would break the next.
 */
export class Standby {
  #warm: TrainerProcess | null = null;
  #timer: NodeJS.Timeout | null = null;
  #disposed = false;

  constructor(private readonly make: () => TrainerProcess) {}

  /** Warms a child up, if none is. */
  prepare(): void {
    this.#cancelTimer();
    if (this.#disposed || this.#warm) return;
    const child = this.make();
    this.#warm = child;
    child.ready.then(() => {
      // One that was taken meanwhile has its program waiting.
      if (this.#warm === child) child.warmUp();
    }, () => undefined);
    void child.stopped.then(() => {
      if (this.#warm === child) this.#warm = null;
    });
  }

  /** The warm child, or a new one; it belongs to the caller. Another is warmed up soon after. */
  take(): TrainerProcess {
    const child = this.#warm && !this.#warm.ending ? this.#warm : this.make();
    this.#warm = null;
    this.#cancelTimer();
    if (!this.#disposed) this.#timer = setTimeout(() => this.prepare(), REST_MS);
    return child;
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#cancelTimer();
    await this.#warm?.stop();
  }

  #cancelTimer(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
