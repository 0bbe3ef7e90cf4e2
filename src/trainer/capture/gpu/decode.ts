/** From what the workgroups wrote to the numbers of the whole tensor. Blocks are put together in float64. */
import { HISTOGRAM_BINS } from '../../../shared/statistics.js';
import type { Comparison, Summary, UnitSummary } from '../statistics.js';
import { SLOT_WORDS } from './shaders/common.js';
import { COMPARISON } from './shaders/compare.js';
import { SUMMARY } from './shaders/summarize.js';
import { UNITS } from './shaders/units.js';

/** The slots of one dispatch, as they were read back. */
export class Slots {
  readonly count: number;

  constructor(private readonly data: DataView) {
    this.count = data.byteLength / (SLOT_WORDS * 4);
  }

  unsigned(slot: number, word: number): number {
    return this.data.getUint32((slot * SLOT_WORDS + word) * 4, true);
  }

  signed(slot: number, word: number): number {
    return this.data.getInt32((slot * SLOT_WORDS + word) * 4, true);
  }

  float(slot: number, word: number): number {
    return this.data.getFloat32((slot * SLOT_WORDS + word) * 4, true);
  }

  /** The slots as the elements of a tensor that was copied there. */
  elements(dtype: string, length: number): Float32Array | Int32Array {
    const { buffer, byteOffset } = this.data;
    return dtype === 'float32' ? new Float32Array(buffer, byteOffset, length) : new Int32Array(buffer, byteOffset, length);
  }

  total(word: number): number {
    let total = 0;
    for (let slot = 0; slot < this.count; slot++) total += this.unsigned(slot, word);
    return total;
  }
}

/** Where the elements lie so close together, their squares are told from their deviations. */
const NARROW = 0.01;

/** @param share elements of the tensor for each one that the histogram looked at; 0: none was asked for */
export function decodeSummary(slots: Slots, into: Summary, share: number): void {
  let sum = 0, squares = 0, max = 0;
  for (let slot = 0; slot < slots.count; slot++) {
    const unit = 2 ** slots.signed(slot, SUMMARY.exponent);
    const block = blockMoments(slots, slot);
    sum += block.sum * unit;
    squares += block.squares * unit * unit;
    max = Math.max(max, slots.float(slot, SUMMARY.max));
  }
  const nan = slots.total(SUMMARY.nan);
  const positive = slots.total(SUMMARY.positiveInfinite), negative = slots.total(SUMMARY.negativeInfinite);
  into.sum = nan > 0 || (positive > 0 && negative > 0) ? NaN : positive > 0 ? Infinity : negative > 0 ? -Infinity : sum;
  into.sumOfSquares = nan > 0 ? NaN : positive + negative > 0 ? Infinity : squares;
  into.max = max;
  into.zeros = slots.total(SUMMARY.zeros);
  into.nonFinite = nan + positive + negative;
  into.outside = slots.total(SUMMARY.outside);
  into.bins = share > 0 ? Array.from({ length: HISTOGRAM_BINS }, (_, bin) => slots.total(SUMMARY.bins + bin) * share) : null;
}

/**
 * Sum and sum of squares of a block's scaled elements. Sums of float32 are right to 1e-6 of themselves, which is not
 * enough to tell the deviation of elements that are nearly equal: there the deviations from the first one tell more.
 */
function blockMoments(slots: Slots, slot: number): { sum: number; squares: number } {
  const count = slots.unsigned(slot, SUMMARY.finite);
  const squares = slots.float(slot, SUMMARY.squares);
  const deviations = slots.float(slot, SUMMARY.deviations), squaredDeviations = slots.float(slot, SUMMARY.squaredDeviations);
  if (count === 0 || squaredDeviations > NARROW * squares) return { sum: slots.float(slot, SUMMARY.sum), squares };
  const mean = slots.float(slot, SUMMARY.origin) + deviations / count;
  return { sum: mean * count, squares: mean * mean * count + Math.max(squaredDeviations - deviations * deviations / count, 0) };
}

export function decodeComparison(slots: Slots, into: Comparison): void {
  let before = 0, change = 0;
  for (let slot = 0; slot < slots.count; slot++) {
    before += slots.float(slot, COMPARISON.before) * 4 ** slots.signed(slot, COMPARISON.beforeExponent);
    change += slots.float(slot, COMPARISON.change) * 4 ** slots.signed(slot, COMPARISON.changeExponent);
  }
  into.before = slots.total(COMPARISON.beforeNan) > 0 ? NaN : slots.total(COMPARISON.beforeInfinite) > 0 ? Infinity : before;
  into.change = slots.total(COMPARISON.changeNan) > 0 ? NaN : slots.total(COMPARISON.changeInfinite) > 0 ? Infinity : change;
  into.nonFinite = slots.total(COMPARISON.nonFinite);
}

/** @param isFinite whether all elements are */
export function decodeUnits(slots: Slots, into: UnitSummary, isFinite: boolean): void {
  let deviations = 0;
  for (let slot = 0; slot < slots.count; slot++) {
    deviations += slots.float(slot, UNITS.deviations) * 2 ** slots.signed(slot, UNITS.exponent);
  }
  into.meanDeviation = isFinite ? deviations / into.units : NaN;
  into.silent = slots.total(UNITS.silent);
  into.dead = slots.total(UNITS.dead);
}
