/** Where each row of the heatmap lies. Names and cells share it, so that they cannot drift apart. */
import type { RowGroup } from '../common/rows.js';

export const GROUP_HEADER = 20;
/** Rows never get taller; what is left goes to the loss. */
export const TALLEST_ROW = 44;
/** Rows at least this tall have each their name. */
export const NAMED_ROW = 17;

export interface RowLayout {
  rowHeight: number;
  /** Total, headers included. */
  height: number;
  /** Top of each row. */
  tops: number[];
  headers: { name: string; top: number }[];
  groups: readonly RowGroup[];
}

/** All rows in `available` CSS pixels, whether they are ten or two hundred. */
export function layOutRows(groups: readonly RowGroup[], available: number): RowLayout {
  const rows = groups.reduce((sum, { count }) => sum + count, 0);
  const headerCount = groups.filter(({ name }) => name !== null).length;
  const free = Math.max(rows, available - headerCount * GROUP_HEADER);
  const exact = rows === 0 ? 0 : Math.min(TALLEST_ROW, free / rows);
  const rowHeight = exact >= NAMED_ROW ? Math.floor(exact) : exact;
  const layout: RowLayout = { rowHeight, height: 0, tops: [], headers: [], groups };
  for (const { name, count } of groups) {
    if (name !== null) {
      layout.headers.push({ name, top: layout.height });
      layout.height += GROUP_HEADER;
    }
    for (let i = 0; i < count; i++) {
      layout.tops.push(layout.height);
      layout.height += rowHeight;
    }
  }
  return layout;
}

/** The row at a height; null on a header or outside. */
export function rowAt(layout: RowLayout, y: number): number | null {
  let low = 0;
  let high = layout.tops.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (layout.tops[middle]! <= y) low = middle;
    else high = middle - 1;
  }
  const top = layout.tops[low];
  return top !== undefined && y >= top && y < top + layout.rowHeight ? low : null;
}

/**
 * The rows that get a name when there is not room for all: those that matter most first, then as evenly as fits.
 * @param wanted rows in order of importance
 */
export function namedRows(layout: RowLayout, wanted: readonly number[]): number[] {
  const rows = layout.tops.length;
  if (layout.rowHeight >= NAMED_ROW) return layout.tops.map((_, row) => row);
  const every = Math.ceil(NAMED_ROW / layout.rowHeight);
  const evenly = Array.from({ length: Math.ceil(rows / every) }, (_, i) => i * every);
  const taken: number[] = [];
  for (const row of [...wanted, ...evenly]) {
    const clear = taken.every((other) => Math.abs(nameTop(layout, other) - nameTop(layout, row)) >= NAMED_ROW);
    if (clear) taken.push(row);
  }
  return taken.sort((a, b) => a - b);
}

/** Top of a row's name: centred on the row, kept within the list. */
export function nameTop(layout: RowLayout, row: number): number {
  const height = nameHeight(layout);
  return Math.min(layout.height - height, Math.max(0, layout.tops[row]! + (layout.rowHeight - height) / 2));
}

export function nameHeight(layout: RowLayout): number {
  return Math.max(NAMED_ROW, layout.rowHeight);
}
