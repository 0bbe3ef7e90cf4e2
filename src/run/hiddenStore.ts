import type { HiddenGradients } from '../shared/trainerProtocol.js';

/** What one layer keeps: at first every step that has something, after each thinning every second of what there was. */
interface Series {
  steps: number[];
  values: Float32Array[];
  /** Arrivals so far. */
  count: number;
}

/**
 * Gradients with respect to hidden states, at every time step, within a number of bytes. When they are used up, every
 * second step of every layer is let go, and from then on only every second one is kept, and so on: the run stays covered from
 * end to end, and the newest step is always there. Time steps are never thinned.
 */
export class HiddenStore {
  readonly #layers = new Map<string, Series>();
  /** Of the steps that arrive for a layer, those whose number is a multiple of this are kept. */
  #stride = 1;
  #values = 0;

  constructor(private readonly capacityBytes: number) {}

  get bytes(): number {
    return this.#values * Float32Array.BYTES_PER_ELEMENT;
  }

  /** Values are copied. */
  push(step: number, rows: readonly string[], { times, values }: HiddenGradients): void {
    let at = 0;
    rows.forEach((layer, row) => {
      const next = at + times[row];
      if (next > at) this.#add(layer, step, values.slice(at, next));
      at = next;
    });
    while (this.bytes > this.capacityBytes && this.#thin());
  }

  /** An RMS for each time step, not to be written to; undefined where the step has none or is not kept. */
  get(layer: string, step: number): Float32Array | undefined {
    const series = this.#layers.get(layer);
    return series?.values[indexOf(series.steps, step)];
  }

  /** What is kept of a step as `push` takes it, for `rows` in their order; null when there is nothing. */
  rows(step: number, rows: readonly string[]): HiddenGradients | null {
    const found = rows.map((layer) => this.get(layer, step) ?? new Float32Array(0));
    const times = Uint32Array.from(found, ({ length }) => length);
    const values = Float32Array.from(found.flatMap((each) => [...each]));
    return values.length > 0 ? { times, values } : null;
  }

  #add(layer: string, step: number, values: Float32Array): void {
    let series = this.#layers.get(layer);
    if (!series) this.#layers.set(layer, series = { steps: [], values: [], count: 0 });
    // The newest before this one was kept only because it was the newest.
    if (series.count > 0 && (series.count - 1) % this.#stride !== 0) this.#drop(series);
    series.steps.push(step);
    series.values.push(values);
    series.count++;
    this.#values += values.length;
  }

  #drop(series: Series): void {
    series.steps.pop();
    this.#values -= series.values.pop()!.length;
  }

  /** Whether that made room. */
  #thin(): boolean {
    const before = this.#values;
    for (const series of this.#layers.values()) {
      const last = series.steps.length - 1;
      const stays = (_: unknown, i: number): boolean => i % 2 === 0 || i === last;
      for (const [i, values] of series.values.entries()) if (!stays(values, i)) this.#values -= values.length;
      series.steps = series.steps.filter(stays);
      series.values = series.values.filter(stays);
    }
    this.#stride *= 2;
    return this.#values < before;
  }
}

/** Position in ascending numbers; -1 where it is not among them. */
function indexOf(sorted: readonly number[], wanted: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] === wanted) return middle;
    if (sorted[middle] < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
