/** Decides which steps are captured so that capture costs no more than a share of the training time. */

/** The share of the time that capture may take. */
const BUDGET = 0.02;

/** Steps at the start that are always captured: there is nothing to judge the cost by, and most goes wrong there. */
const WARM_UP = 5;

export class AdaptiveSampler {
  private spent = 0;
  private began: number | null = null;

  constructor(private readonly clock: () => number = performance.now.bind(performance)) {}

  /** Whether a step is captured; asked once, when the step begins. */
  takes(step: number): boolean {
    const now = this.clock();
    if (this.began === null || step < WARM_UP) {
      // The first steps compile code: their cost says nothing of the later ones'.
      this.began = now;
      this.spent = 0;
      return true;
    }
    return this.spent <= BUDGET * (now - this.began);
  }

  /** Runs a piece of capture and counts its time. */
  measure<T>(work: () => T): T {
    const start = this.clock();
    try {
      return work();
    } finally {
      this.spent += this.clock() - start;
    }
  }
}
