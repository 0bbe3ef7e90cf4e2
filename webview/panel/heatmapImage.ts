/** The heatmap as an image of one pixel per cell, repainted only where cells changed, and scaled to the screen when drawn. */
import type { CellPyramid } from '../common/cellPyramid.js';
import { NON_FINITE } from '../common/quantities.js';

/** Some graphics drivers refuse longer sides. */
const LONGEST_SIDE = 8192;

/** The level at which `steps` steps take at most `columns` columns. */
export function levelFor(steps: number, columns: number): number {
  return Math.max(0, Math.ceil(Math.log2(steps / Math.max(1, Math.min(columns, LONGEST_SIDE)))));
}

interface Painted {
  pyramid: CellPyramid;
  level: number;
  /** First column of the level that the image holds. */
  from: number;
  /** Columns painted so far, from `from`. */
  columns: number;
  table: Uint32Array;
  rows: readonly number[];
}

export class HeatmapImage {
  readonly canvas = document.createElement('canvas');
  /** Opaque exactly where cells are not finite; null while there are none. */
  mask: HTMLCanvasElement | null = null;
  private painted: Painted | null = null;

  /**
   * Makes the image show the columns that cover the steps `first` to `end`.
   * @param slots the slot of each row, top to bottom
   * @param changed the first step whose cells changed since the last call
   */
  update(
    pyramid: CellPyramid, level: number, first: number, end: number, slots: readonly number[], table: Uint32Array, changed: number,
  ): void {
    const from = Math.floor(first / 2 ** level);
    const columns = Math.min(pyramid.columns(level), Math.ceil(end / 2 ** level)) - from;
    const old = this.painted;
    const same = old && old.pyramid === pyramid && old.level === level && old.from === from
      && old.table === table && old.rows === slots && columns >= old.columns;
    const start = same ? Math.min(old.columns, Math.max(0, Math.floor(changed / 2 ** level) - from)) : 0;
    if (!same) this.mask = null;
    this.reserve(columns, slots.length, !same);
    this.painted = { pyramid, level, from, columns, table, rows: slots };
    if (columns > start && slots.length > 0) this.paint(start, columns);
  }

  /** Which steps the image's columns cover: the first step of column 0, and steps per column. */
  get origin(): { firstStep: number; stepsPerColumn: number; columns: number } {
    const { level, from, columns } = this.painted ?? { level: 0, from: 0, columns: 0 };
    return { firstStep: from * 2 ** level, stepsPerColumn: 2 ** level, columns };
  }

  /** Grows by doubling and keeps what is painted. */
  private reserve(columns: number, rows: number, discard: boolean): void {
    const { canvas } = this;
    if (canvas.width >= columns && canvas.height === rows && !discard) return;
    const width = Math.min(LONGEST_SIDE, 2 ** Math.ceil(Math.log2(Math.max(64, columns))));
    const kept = discard || canvas.height !== rows ? null : canvas.getContext('2d')!.getImageData(0, 0, canvas.width, rows);
    canvas.width = width;
    canvas.height = Math.max(1, rows);
    if (kept) canvas.getContext('2d')!.putImageData(kept, 0, 0);
    if (this.mask) this.mask = enlarged(this.mask, width, rows);
  }

  private paint(start: number, end: number): void {
    const { pyramid, level, from, table, rows } = this.painted!;
    const cells = pyramid.cells(level);
    const bits = new Uint32Array(cells.buffer, cells.byteOffset, cells.length);
    const width = end - start;
    const image = new ImageData(width, rows.length);
    const pixels = new Uint32Array(image.data.buffer);
    const infinite: number[] = [];
    for (let column = 0; column < width; column++) {
      const base = (from + start + column) * pyramid.stride;
      for (let row = 0; row < rows.length; row++) {
        const at = base + rows[row]!;
        pixels[row * width + column] = table[bits[at]! >>> 16]!;
        if (cells[at] === NON_FINITE) infinite.push(column, row);
      }
    }
    this.canvas.getContext('2d', { willReadFrequently: true })!.putImageData(image, start, 0);
    if (infinite.length > 0) this.paintMask(start, infinite);
  }

  /** @param infinite column, row, column, row ... relative to `start` */
  private paintMask(start: number, infinite: number[]): void {
    this.mask ??= enlarged(null, this.canvas.width, this.canvas.height);
    const context = this.mask.getContext('2d')!;
    for (let i = 0; i < infinite.length; i += 2) context.fillRect(start + infinite[i]!, infinite[i + 1]!, 1, 1);
  }
}

function enlarged(old: HTMLCanvasElement | null, width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = Math.max(1, height);
  if (old) canvas.getContext('2d')!.drawImage(old, 0, 0);
  return canvas;
}
