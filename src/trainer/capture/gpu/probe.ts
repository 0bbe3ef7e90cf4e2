/** Looks at tensors on the GPU: one dispatch for each, and two for the units of an output; one read a step. */
import { DEAD_WINDOW } from '../../../shared/statistics.js';
import type { AdaptiveSampler } from '../adaptive.js';
import type { Elements, Probe, Total } from '../probe.js';
import type { Row } from '../rows.js';
import { histogramStride, UNBOUNDED, type Bounds, type Comparison, type Magnitudes, type Summary, type UnitSummary } from '../statistics.js';
import type { Engine, Tensor, Variable } from '../tfjs.js';
import { decodeComparison, decodeSummary, decodeUnits } from './decode.js';
import { Dispatcher } from './dispatcher.js';
import type { Gpu } from './gpu.js';
import { SLOT_BYTES } from './page.js';
import { StepReader } from './reader.js';
import { THREADS } from './shaders/common.js';
import { COMPARE } from './shaders/compare.js';
import { SUMMARIZE } from './shaders/summarize.js';
import { FOLD_UNITS, SUM_ROWS } from './shaders/units.js';

/** Elements of a workgroup's block, until there are so many blocks. */
const BLOCK = 16384;
const MOST_BLOCKS = 64;

/** Units that lie side by side in a workgroup, at most: 256 bytes are read at once. */
const WIDEST = 64;
/** Rows that a thread goes through, until there are so many chunks. */
const ROWS_OF_THREAD = 64;
const MOST_CHUNKS = 64;

/** Larger tensors are not copied with the results. */
const MOST_SLOTS = 256;

interface UnitHistory {
  units: number;
  lastActive: GPUBuffer;
  /** Sums over chunks of rows. */
  partials: GPUBuffer;
}

export class GpuProbe implements Probe {
  private readonly reader: StepReader;
  private readonly dispatcher: Dispatcher;
  private readonly histories = new WeakMap<Row, UnitHistory>();

  constructor(gpu: Gpu, engine: Engine, private readonly histograms: boolean, private readonly sampler: AdaptiveSampler | null) {
    this.reader = new StepReader(gpu);
    this.dispatcher = new Dispatcher(gpu, engine);
  }

  summarize(tensor: Tensor, bounds: Bounds = UNBOUNDED): Summary {
    return this.measure(() => this.look(tensor, bounds, this.histograms ? histogramStride(tensor.size, tensor.shape.at(-1) ?? 1) : 0));
  }

  magnitudes(gradient: Tensor): Magnitudes {
    return this.summarize(gradient);
  }

  outline(gradient: Tensor): Magnitudes {
    return this.measure(() => this.look(gradient, UNBOUNDED, 0));
  }

  check(gradient: Tensor): Magnitudes {
    return this.outline(gradient);
  }

  total(tensor: Tensor): Total {
    return this.measure(() => this.look(tensor, UNBOUNDED, 0));
  }

  elements(tensor: Tensor): Elements {
    const elements: Elements = { values: null };
    const buffer = this.dispatcher.residentBuffer(tensor);
    const slots = Math.ceil(tensor.size * 4 / SLOT_BYTES);
    if (!buffer || slots > MOST_SLOTS) return { values: this.dispatcher.read(tensor) };
    const reservation = this.reader.reserve(slots, 0);
    this.dispatcher.copy(buffer, tensor.size * 4, this.reader.page(reservation).results, reservation.slot * SLOT_BYTES);
    this.reader.later((find) => {
      elements.values = find(reservation).elements(tensor.dtype, tensor.size);
    });
    return elements;
  }

  summarizeUnits(row: Row, output: Tensor, activation: Summary): UnitSummary {
    return this.measure(() => this.lookAtUnits(row, output, activation));
  }

  /** Updates on the GPU do not come in parts. */
  compareParts(): null {
    return null;
  }

  compare(before: Variable, after: Tensor): Comparison {
    return this.measure(() => {
      const groups = blocks(before.size);
      const reservation = this.reader.reserve(groups, 1);
      const page = this.reader.page(reservation);
      const params = page.writeParams(Int32Array.of(before.size, reservation.slot, groups));
      const buffers = [this.dispatcher.bufferOf(before), this.dispatcher.bufferOf(after)];
      this.dispatcher.dispatch(COMPARE, [params, page.results, ...buffers], [groups]);
      const comparison: Comparison = { before: NaN, change: NaN, nonFinite: 0 };
      this.reader.later((find) => decodeComparison(find(reservation), comparison));
      return comparison;
    });
  }

  settle(work: () => void): void {
    if (this.reader.isIdle) work();
    else this.reader.later(work);
  }

  stepOver(): void {
    this.measure(() => this.reader.close());
    this.dispatcher.release();
  }

  drain(): void {
    this.reader.drain();
    this.dispatcher.release();
  }

  /** @param stride of the histogram; 0: none */
  private look(tensor: Tensor, { lowest, highest }: Bounds, stride: number): Summary {
    const { size: length } = tensor;
    const groups = blocks(length);
    const reservation = this.reader.reserve(groups, 1);
    const page = this.reader.page(reservation);
    const params = page.writeParams(Int32Array.of(length, reservation.slot, orderedKey(lowest), orderedKey(highest), stride, groups));
    this.dispatcher.dispatch(SUMMARIZE, [params, page.results, this.dispatcher.bufferOf(tensor)], [groups]);
    const summary: Summary = { length, sumOfSquares: NaN, sum: NaN, max: NaN, zeros: NaN, nonFinite: 0, outside: NaN, bins: null };
    const share = stride === 0 ? 0 : length / Math.ceil(length / stride);
    this.reader.later((find) => decodeSummary(find(reservation), summary, share));
    return summary;
  }

  private lookAtUnits(row: Row, output: Tensor, activation: Summary): UnitSummary {
    const units = output.shape.at(-1) ?? 1;
    const rows = output.size / units;
    const width = Math.min(2 ** Math.ceil(Math.log2(units)), WIDEST);
    const chunk = Math.ceil(rows / Math.min(Math.ceil(rows / (ROWS_OF_THREAD * THREADS / width)), MOST_CHUNKS));
    const chunks = Math.ceil(rows / chunk);
    const groups = Math.min(Math.ceil(units / THREADS), MOST_BLOCKS);
    const { lastActive, partials } = this.history(row, units, chunks);
    const now = row.captures - 1;
    const reservation = this.reader.reserve(groups, 2);
    const page = this.reader.page(reservation);
    const sumParams = page.writeParams(Int32Array.of(rows, units, width, chunk));
    this.dispatcher.dispatch(SUM_ROWS, [sumParams, partials, this.dispatcher.bufferOf(output)], [Math.ceil(units / width), chunks]);
    const foldParams = page.writeParams(Int32Array.of(rows, units, chunks, groups, reservation.slot, now, Math.min(DEAD_WINDOW, now + 1)));
    this.dispatcher.dispatch(FOLD_UNITS, [foldParams, page.results, partials, lastActive], [groups]);
    const summary: UnitSummary = { units, meanDeviation: NaN, silent: NaN, dead: NaN };
    this.reader.later((find) => decodeUnits(find(reservation), summary, activation.nonFinite === 0));
    return summary;
  }

  private history(row: Row, units: number, chunks: number): UnitHistory {
    const partialBytes = units * chunks * 16;
    let history = this.histories.get(row);
    if (history?.units !== units) {
      row.captures = 1;
      history = { units, lastActive: this.dispatcher.newHistory(units), partials: this.dispatcher.scratch(partialBytes) };
      this.histories.set(row, history);
    }
    if (history.partials.size < partialBytes) history.partials = this.dispatcher.scratch(partialBytes);
    return history;
  }

  private measure<T>(work: () => T): T {
    return this.sampler ? this.sampler.measure(work) : work();
  }
}

function blocks(length: number): number {
  return Math.min(Math.ceil(length / BLOCK), MOST_BLOCKS);
}

const bits = new DataView(new ArrayBuffer(4));

/** The bits of a float32 as a number that is ordered like the floats; see `key` in the shader. */
function orderedKey(value: number): number {
  bits.setFloat32(0, value === 0 ? 0 : value);
  const word = bits.getInt32(0);
  return word < 0 ? ~word : word | 0x80000000;
}
