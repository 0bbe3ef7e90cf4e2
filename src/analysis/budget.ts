import type { AnalysisOptions, RunLimits } from './options.js';
import { limitsOf } from './options.js';

const PAUSE_MINUTES = 10;

/** How far a run may go, and for how long it waits there to be continued. */
export class Budget {
  #limits: RunLimits;
  #givenUp: NodeJS.Timeout | null = null;

  constructor(private readonly options: AnalysisOptions) {
    this.#limits = limitsOf(options);
  }

  get limits(): RunLimits {
    return this.#limits;
  }

  /** @param giveUp is called when nobody has continued the run for long */
  pause(giveUp: () => void): void {
    this.#givenUp = setTimeout(giveUp, PAUSE_MINUTES * 60_000);
  }

  /** As much again from where the run is, or no limit any more. */
  extend(toEnd: boolean, at: { steps: number; seconds: number }): void {
    this.endPause();
    const { steps, seconds } = limitsOf(this.options);
    this.#limits = {
      steps: toEnd || steps === null ? null : at.steps + steps,
      seconds: toEnd || seconds === null ? null : at.seconds + seconds,
    };
  }

  endPause(): void {
    if (this.#givenUp) clearTimeout(this.#givenUp);
  }
}
