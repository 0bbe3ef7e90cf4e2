/** One quantity of all layers over all steps, at every power of two of coarseness. */
import { STATISTIC_COUNT } from '../../src/shared/statistics.js';
import { GrowableFloats } from './growable.js';
import { NOT_CAPTURED, cellOf, type Quantity } from './quantities.js';
import type { ShownRun } from './shownRun.js';

/**
 * Level k holds one column for every 2^k steps, and in it for every slot the largest cell of those steps. As
 * NOT_CAPTURED < any number < NON_FINITE, no spike and no NaN is lost however far one zooms out.
 */
export class CellPyramid {
  /** Steps taken in so far. */
  steps = 0;
  private slots = 0;
  private rewritesSeen = 0;
  private levels: GrowableFloats[] = [];

  constructor(readonly run: ShownRun, readonly quantity: Quantity) {}

  /**
   * Takes in the steps that arrived. `onCell` is told every new cell.
   * @returns the first step that changed; `run.steps` when nothing did
   */
  update(onCell: (cell: number) => void): number {
    const { run } = this;
    for (const first of run.rewrites.slice(this.rewritesSeen)) this.steps = Math.min(this.steps, first);
    this.rewritesSeen = run.rewrites.length;
    if (run.slotCount !== this.slots) {
      this.slots = run.slotCount;
      this.levels = [];
      this.steps = 0;
    }
    const first = this.steps;
    for (; this.steps < run.steps; this.steps++) this.takeStep(this.steps, onCell);
    return first;
  }

  columns(level: number): number {
    return Math.ceil(this.steps / 2 ** level);
  }

  /** Slots per column. */
  get stride(): number {
    return this.slots;
  }

  /** Columns one after the other, `stride` cells each. */
  cells(level: number): Float32Array {
    return this.levels[level]?.array ?? new Float32Array(0);
  }

  private takeStep(step: number, onCell: (cell: number) => void): void {
    const { run, quantity, slots } = this;
    const finest = this.level(0);
    finest.extend((step + 1) * slots, NOT_CAPTURED);
    const numbers = run.numbersAt(step);
    if (!numbers) return;
    for (let slot = 0; slot < numbers.slots; slot++) {
      const cell = cellOf(quantity, numbers.captured[numbers.first + slot]!, numbers.values, (numbers.first + slot) * STATISTIC_COUNT);
      finest.array[step * slots + slot] = cell;
      onCell(cell);
    }
    for (let level = 1; 2 ** (level - 1) <= step; level++) this.mergeInto(level, step);
  }

  /** The column of `level` over `step` becomes the maximum of its two halves on the level below. */
  private mergeInto(level: number, step: number): void {
    const { slots } = this;
    const below = this.level(level - 1);
    const here = this.level(level);
    const column = Math.floor(step / 2 ** level);
    here.extend((column + 1) * slots, NOT_CAPTURED);
    const target = column * slots;
    const left = 2 * column * slots;
    const right = left + slots;
    const hasRight = right + slots <= below.length;
    for (let slot = 0; slot < slots; slot++) {
      const a = below.array[left + slot]!;
      const b = hasRight ? below.array[right + slot]! : NOT_CAPTURED;
      here.array[target + slot] = a > b ? a : b;
    }
  }

  private level(level: number): GrowableFloats {
    return (this.levels[level] ??= new GrowableFloats());
  }
}
