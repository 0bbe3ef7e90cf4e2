/** Decides which steps are captured so that capture costs no more than a share of the training time. */

/**
 * The share of the time that the measured part of capture may take: statistics, frames and sending them. Hooks and garbage
 * cost a little on top, and all together shall stay within 2 %.
 */
const BUDGET = 0.015;

/** Steps at the start that are always captured: there is nothing to judge the cost by, and most goes wrong there. */
const WARM_UP = 5;

/** Steps from one capture to the next, at most: also where looking for non-finite gradients takes all of the budget. */
const LONGEST_GAP = 100;

/** Captures after the warm-up after which the rate is told. */
const TELLING = 4;

export class AdaptiveSampler {
  /** Milliseconds of capture that the time since then has not paid for yet. */
  private debt = 0;
  private last = 0;
  private gap = 0;
  /** After the warm-up: */
  private steps = 0;
  private captures = 0;
  private spent = 0;
  private told = false;

  /** @param clock Milliseconds; it stands still while training is paused. */
  constructor(private readonly clock: () => number) {}

  /** Whether a step is captured; asked once, when the step begins. */
  takes(step: number): boolean {
    const now = this.clock();
    this.debt = Math.max(0, this.debt - BUDGET * (now - this.last));
    this.last = now;
    if (step < WARM_UP) return true;
    // The first steps compile code: their cost says nothing of the later ones'.
    if (step === WARM_UP) this.debt = this.spent = 0;
    this.steps++;
    const taken = this.debt === 0 || ++this.gap === LONGEST_GAP;
    if (taken) {
      this.captures++;
      this.gap = 0;
    }
    return taken;
  }

  /** Runs a piece of capture and counts its time. */
  measure<T>(work: () => T): T {
    const start = this.clock();
    try {
      return work();
    } finally {
      const cost = this.clock() - start;
      this.debt += cost;
      this.spent += cost;
    }
  }

  /** A sentence about the rate, once it is known; null when there is nothing to say, or all was said. */
  news(): string | null {
    if (this.told || this.captures <= TELLING) return null;
    this.told = true;
    // The last capture has only begun.
    const period = (this.steps - 1) / TELLING;
    if (period < 1.1) return null;
    return `Statistics of about one step in ${period.toFixed(period < 10 ? 1 : 0)} are captured, because those of a step take `
      + `${(this.spent / TELLING).toFixed(1)} ms and capture may slow training down by 2 %; with capture set to "every" all are.`;
  }
}
