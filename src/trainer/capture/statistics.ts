/** Statistics of tensors, computed by the kernel in kernel/statistics.ts wherever the values are. */
import { DEAD_WINDOW, HISTOGRAM_BINS } from '../../shared/statistics.js';
import { GrowingBlock, type KernelMemory } from './memory.js';

/** The kernel's exports: offsets in bytes, lengths in elements. See kernel/statistics.ts for what each writes. */
interface KernelExports {
  countNonFinite(data: number, length: number): number;
  summarize(data: number, length: number, lowest: number, highest: number, out: number): void;
  magnitudes(data: number, length: number, out: number): void;
  histogram(data: number, length: number, stride: number, bins: number, scratch: number): void;
  compare(before: number, after: number, length: number, out: number): void;
  units(
    data: number, rows: number, units: number, scale: number, lastActive: number, now: number, window: number, out: number,
  ): void;
}

/** Values to look at: at an offset in the kernel's memory, or somewhere else and to be copied in. */
export type Values = number | ArrayLike<number>;

/** Elements per bin, estimated from a sample for large tensors; null when not asked for. */
export type Bins = readonly number[] | null;

/** What one pass over a gradient tells. Counts are of elements. */
export interface Magnitudes {
  length: number;
  sumOfSquares: number;
  /** Largest magnitude. */
  max: number;
  zeros: number;
  nonFinite: number;
  bins: Bins;
}

/** What one pass over a layer's output tells. */
export interface Summary extends Magnitudes {
  sum: number;
  /** Elements outside of the bounds that were asked for. */
  outside: number;
}

export interface Comparison {
  /** Sum of squares of the value before. */
  before: number;
  /** Sum of squares of the change. */
  change: number;
  /** Non-finite elements of the value after. */
  nonFinite: number;
}

export interface UnitSummary {
  units: number;
  /** Mean over units of the standard deviation over the rows. */
  meanDeviation: number;
  silent: number;
  dead: number;
}

/** Remembers for each unit of a layer when it was last active. Lives in the kernel's memory as long as the layer. */
export interface UnitHistory {
  readonly units: number;
  readonly lastActive: number;
}

/** Elements outside of [lowest, highest] are counted. */
export interface Bounds {
  lowest: number;
  highest: number;
}

export const UNBOUNDED: Bounds = { lowest: -Infinity, highest: Infinity };

/** From this length on, a histogram is made of a sample: 2048 to 4096 of the elements, whose shares are good to 1 %. */
const SAMPLED_LENGTH = 4096;

const RESULT_BYTES = 64;
const BINS_BYTES = HISTOGRAM_BINS * 4;
const SCRATCH_BYTES = 4096;

export class Statistics {
  private readonly kernel: KernelExports;
  private readonly result: number;
  private readonly bins: number;
  private readonly scratch: number;
  private readonly stages: [GrowingBlock, GrowingBlock];
  private views: { buffer: ArrayBufferLike; result: Float64Array; bins: Uint32Array } | null = null;

  constructor(module: WebAssembly.Module, private readonly memory: KernelMemory) {
    this.kernel = new WebAssembly.Instance(module, { env: { memory: memory.memory } }).exports as unknown as KernelExports;
    this.result = memory.malloc(RESULT_BYTES + BINS_BYTES + SCRATCH_BYTES);
    this.bins = this.result + RESULT_BYTES;
    this.scratch = this.bins + BINS_BYTES;
    this.stages = [new GrowingBlock(memory), new GrowingBlock(memory)];
  }

  /** @param units Length of the last axis, which a sampled histogram must not be in step with. */
  summarize(values: Values, length: number, withBins: boolean, units = 1, bounds: Bounds = UNBOUNDED): Summary {
    const data = this.place(values, 0);
    this.kernel.summarize(data, length, bounds.lowest, bounds.highest, this.result);
    const { result } = this.view();
    return {
      length, sumOfSquares: result[0]!, sum: result[1]!, max: result[2]!, zeros: result[3]!, nonFinite: result[4]!, outside: result[5]!,
      bins: withBins ? this.histogram(data, length, units) : null,
    };
  }

  /** What `summarize` tells of a gradient, at less than half the cost; sums of squares are good to 1e-6. */
  magnitudes(values: Values, length: number, withBins: boolean, units = 1): Magnitudes {
    const data = this.place(values, 0);
    this.kernel.magnitudes(data, length, this.result);
    const { result } = this.view();
    return {
      length, sumOfSquares: result[0]!, max: result[1]!, zeros: result[2]!, nonFinite: result[3]!,
      bins: withBins ? this.histogram(data, length, units) : null,
    };
  }

  compare(before: Values, after: Values, length: number): Comparison {
    this.kernel.compare(this.place(before, 0), this.place(after, 1), length, this.result);
    const { result } = this.view();
    return { before: result[0]!, change: result[1]!, nonFinite: result[2]! };
  }

  countNonFinite(values: Values, length: number): number {
    return this.kernel.countNonFinite(this.place(values, 0), length);
  }

  unitHistory(units: number): UnitHistory {
    const lastActive = this.memory.malloc(units * 4);
    new Int32Array(this.memory.memory.buffer, lastActive, units).fill(-1);
    return { units, lastActive };
  }

  forget(history: UnitHistory): void {
    this.memory.free(history.lastActive);
  }

  /**
   * @param values `length / history.units` rows of units.
   * @param max Largest magnitude among them.
   * @param now Number of the capture, from 0 for the first one of this history.
   */
  summarizeUnits(values: Values, length: number, max: number, history: UnitHistory, now: number): UnitSummary {
    const { units, lastActive } = history;
    const scale = Number.isFinite(max) && max > 0 ? 2 ** Math.min(Math.max(-Math.floor(Math.log2(max)), -126), 126) : 1;
    const window = Math.min(DEAD_WINDOW, now + 1);
    this.kernel.units(this.place(values, 0), length / units, units, scale, lastActive, now, window, this.result);
    const { result } = this.view();
    return {
      units, silent: result[1]!, dead: result[2]!,
      meanDeviation: Number.isFinite(max) ? result[0]! / units : NaN,
    };
  }

  private histogram(data: number, length: number, units: number): number[] {
    const stride = histogramStride(length, units);
    this.kernel.histogram(data, length, stride, this.bins, this.scratch);
    const { bins } = this.view();
    const share = length / Math.ceil(length / stride);
    // Not a typed array: thousands of small ones keep the garbage collector busy.
    const counts = new Array<number>(HISTOGRAM_BINS);
    for (let bin = 0; bin < HISTOGRAM_BINS; bin++) counts[bin] = bins[bin]! * share;
    return counts;
  }

  private place(values: Values, stage: 0 | 1): number {
    if (typeof values === 'number') return values;
    if (values instanceof Float32Array && values.buffer === this.memory.memory.buffer) return values.byteOffset;
    const offset = this.stages[stage].reserve(Math.max(values.length, 1) * 4);
    new Float32Array(this.memory.memory.buffer, offset, values.length).set(values);
    return offset;
  }

  /** Views of the results, made anew when the memory has grown. */
  private view(): { result: Float64Array; bins: Uint32Array } {
    const { buffer } = this.memory.memory;
    if (this.views?.buffer !== buffer) {
      this.views = {
        buffer,
        result: new Float64Array(buffer, this.result, 6),
        bins: new Uint32Array(buffer, this.bins, HISTOGRAM_BINS),
      };
    }
    return this.views;
  }
}

/** Every how many-th element of a tensor goes into its histogram, out of step with the units on its last axis. */
export function histogramStride(length: number, units: number): number {
  if (length < SAMPLED_LENGTH) return 1;
  let stride = Math.floor(length / (SAMPLED_LENGTH / 2));
  while (commonDivisor(stride, units) > 1) stride++;
  return stride;
}

function commonDivisor(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}
