/** Steps that share one column of the terminal, or columns that share one step when there are few. */
export interface Bin {
  first: number;
  /** Exclusive. */
  end: number;
}

/** Columns for `steps` steps, at most `width`; a step is widened to at most `widest` columns. */
export function binSteps(steps: number, width: number, widest = 4): Bin[] {
  if (steps === 0 || width === 0) return [];
  if (steps <= width) {
    const each = Math.min(widest, Math.floor(width / steps));
    return Array.from({ length: steps * each }, (_, i) => ({ first: Math.floor(i / each), end: Math.floor(i / each) + 1 }));
  }
  const perColumn = Math.ceil(steps / width);
  return Array.from({ length: Math.ceil(steps / perColumn) }, (_, i) => (
    { first: i * perColumn, end: Math.min(steps, (i + 1) * perColumn) }
  ));
}

/** What one cell shows: the largest magnitude of its steps, unless one of them was not finite. */
export type Cell = { kind: 'empty' } | { kind: 'non-finite' } | { kind: 'zero' } | { kind: 'value'; log10: number };

export function cellOf(bin: Bin, valueAt: (step: number) => number | undefined): Cell {
  let largest = -1;
  for (let step = bin.first; step < bin.end; step++) {
    const value = valueAt(step);
    if (value === undefined) continue;
    if (!Number.isFinite(value)) return { kind: 'non-finite' };
    largest = Math.max(largest, Math.abs(value));
  }
  if (largest < 0) return { kind: 'empty' };
  return largest === 0 ? { kind: 'zero' } : { kind: 'value', log10: Math.log10(largest) };
}
