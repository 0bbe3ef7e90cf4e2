import type { StepEvent } from '../shared/trainerProtocol.js';

const NOT_CAPTURED = 0;
/** No sum of squares or magnitudes is below 0. */
const NO_PENALTIES = -1;

/** What is known of each step as a whole: loss, time, and which models it trained. 26 bytes a step. */
export class StepTable {
  count = 0;
  #capacity = 0;
  #losses = new Float64Array(0);
  /** NO_PENALTIES where there are none: a penalty can be NaN. */
  #penalties = new Float64Array(0);
  #times = new Float64Array(0);
  /** 1 + index into #modelSets. */
  #sets = new Uint16Array(0);
  /** The few different sets of models that steps train. */
  readonly #modelSets: (readonly string[])[] = [];
  readonly #setIndex = new Map<string, number>();

  get bytes(): number {
    return this.#losses.byteLength + this.#penalties.byteLength + this.#times.byteLength + this.#sets.byteLength;
  }

  set({ step, loss, regularizationLoss, time, models }: Pick<StepEvent, 'step' | 'loss' | 'regularizationLoss' | 'time' | 'models'>): void {
    if (step >= this.#capacity) this.#grow(step + 1);
    this.#losses[step] = loss;
    this.#penalties[step] = regularizationLoss ?? NO_PENALTIES;
    this.#times[step] = time;
    this.#sets[step] = 1 + this.#indexOf(models);
    this.count = Math.max(this.count, step + 1);
  }

  loss(step: number): number | undefined {
    return this.#known(step) ? this.#losses[step] : undefined;
  }

  regularizationLoss(step: number): number | undefined {
    const penalty = this.#known(step) ? this.#penalties[step] : NO_PENALTIES;
    return penalty === NO_PENALTIES ? undefined : penalty;
  }

  time(step: number): number | undefined {
    return this.#known(step) ? this.#times[step] : undefined;
  }

  modelsOf(step: number): readonly string[] {
    return this.#known(step) ? this.#modelSets[this.#sets[step] - 1] : [];
  }

  #known(step: number): boolean {
    return step >= 0 && step < this.count && this.#sets[step] !== NOT_CAPTURED;
  }

  #indexOf(models: readonly string[]): number {
    const key = models.join('\n');
    let index = this.#setIndex.get(key);
    if (index === undefined) {
      index = this.#modelSets.push(models) - 1;
      this.#setIndex.set(key, index);
    }
    return index;
  }

  #grow(needed: number): void {
    this.#capacity = Math.max(1024, this.#capacity * 2, needed);
    const losses = new Float64Array(this.#capacity);
    const penalties = new Float64Array(this.#capacity);
    const times = new Float64Array(this.#capacity);
    const sets = new Uint16Array(this.#capacity);
    losses.set(this.#losses);
    penalties.set(this.#penalties);
    times.set(this.#times);
    sets.set(this.#sets);
    [this.#losses, this.#penalties, this.#times, this.#sets] = [losses, penalties, times, sets];
  }
}
