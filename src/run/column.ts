import { STATISTIC_COUNT } from '../shared/statistics.js';

/** Steps in a chunk: 12 KB of values. */
export const CHUNK_STEPS = 128;

interface Chunk {
  /** Presence masks (`Group`), 0 where the step did not touch the layer. */
  groups: Uint8Array;
  /** CHUNK_STEPS x STATISTIC_COUNT. */
  values: Float32Array;
}

export const CHUNK_BYTES = CHUNK_STEPS * (1 + STATISTIC_COUNT * Float32Array.BYTES_PER_ELEMENT);

/** The statistics of one layer over all steps, in chunks that exist only where the layer was touched. */
export class Column {
  readonly #chunks: (Chunk | undefined)[] = [];

  /** Chunks allocated, for the memory budget. */
  chunks = 0;

  /** `values` holds the STATISTIC_COUNT numbers of the step; they are copied. */
  set(step: number, groups: number, values: Float32Array): void {
    const index = Math.floor(step / CHUNK_STEPS);
    let chunk = this.#chunks[index];
    if (!chunk) {
      chunk = { groups: new Uint8Array(CHUNK_STEPS), values: new Float32Array(CHUNK_STEPS * STATISTIC_COUNT) };
      this.#chunks[index] = chunk;
      this.chunks++;
    }
    const at = step % CHUNK_STEPS;
    chunk.groups[at] = groups;
    chunk.values.set(values, at * STATISTIC_COUNT);
  }

  /** The presence mask; 0 where the step did not touch the layer. */
  groups(step: number): number {
    return this.#chunks[Math.floor(step / CHUNK_STEPS)]?.groups[step % CHUNK_STEPS] ?? 0;
  }

  /** Meaningful only where the statistic's group is present. */
  value(step: number, statistic: number): number {
    return this.#chunks[Math.floor(step / CHUNK_STEPS)]!.values[(step % CHUNK_STEPS) * STATISTIC_COUNT + statistic];
  }

  /** The step's STATISTIC_COUNT numbers, not copied; undefined where nothing is stored. */
  row(step: number): Float32Array | undefined {
    const at = (step % CHUNK_STEPS) * STATISTIC_COUNT;
    return this.#chunks[Math.floor(step / CHUNK_STEPS)]?.values.subarray(at, at + STATISTIC_COUNT);
  }
}
