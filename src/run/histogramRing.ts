import { HISTOGRAM_BINS, HISTOGRAMS } from '../shared/statistics.js';
import type { HistogramKind } from '../shared/statistics.js';

const PER_ROW = HISTOGRAMS.length * HISTOGRAM_BINS;

interface Entry {
  rows: readonly string[];
  bins: Uint16Array;
}

/** The histograms of the last steps, as many as fit into a number of bytes (288 bytes a row and step). */
export class HistogramRing {
  /** In order of arrival, which is how a Map iterates. */
  readonly #steps = new Map<number, Entry>();
  #bytes = 0;

  constructor(private readonly capacityBytes: number) {}

  /** `bins` is rows x HISTOGRAMS x HISTOGRAM_BINS, shares in 1/65535; it is copied. */
  push(step: number, rows: readonly string[], bins: Uint16Array): void {
    this.#steps.set(step, { rows, bins: bins.slice() });
    this.#bytes += bins.byteLength;
    for (const [oldest, entry] of this.#steps) {
      if (this.#bytes <= this.capacityBytes || oldest === step) break;
      this.#steps.delete(oldest);
      this.#bytes -= entry.bins.byteLength;
    }
  }

  /** The histograms of a step as `push` takes them, for `rows` in their order; null when the step is not kept for all of them. */
  rows(step: number, rows: readonly string[]): Uint16Array | null {
    const entry = this.#steps.get(step);
    if (!entry) return null;
    const bins = new Uint16Array(rows.length * PER_ROW);
    for (const [i, id] of rows.entries()) {
      const row = entry.rows.indexOf(id);
      if (row < 0) return null;
      bins.set(entry.bins.subarray(row * PER_ROW, (row + 1) * PER_ROW), i * PER_ROW);
    }
    return bins;
  }

  /** HISTOGRAM_BINS shares of the tensor's elements; null when the step is not kept or did not touch the layer. */
  get(step: number, layer: string, kind: HistogramKind): Float32Array | null {
    const entry = this.#steps.get(step);
    const row = entry?.rows.indexOf(layer) ?? -1;
    if (!entry || row < 0) return null;
    const at = row * PER_ROW + HISTOGRAMS.indexOf(kind) * HISTOGRAM_BINS;
    return Float32Array.from(entry.bins.subarray(at, at + HISTOGRAM_BINS), (share) => share / 65535);
  }
}
