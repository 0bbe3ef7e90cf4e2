/** A curve for the screen: per pixel column the smallest and the largest value, so that no spike is lost. */

/** Arrays run over the columns. NaN where a column holds no finite value. */
export interface ColumnSummary {
  min: Float64Array;
  max: Float64Array;
  /** The column's last finite value. */
  last: Float64Array;
  /** 1 where the column holds a NaN or an infinity. */
  nonFinite: Uint8Array;
}

/**
 * @param value undefined where nothing was captured
 * @param from first step
 * @param end exclusive
 */
export function summarize(value: (step: number) => number | undefined, from: number, end: number, columns: number): ColumnSummary {
  const summary: ColumnSummary = {
    min: new Float64Array(columns).fill(NaN),
    max: new Float64Array(columns).fill(NaN),
    last: new Float64Array(columns).fill(NaN),
    nonFinite: new Uint8Array(columns),
  };
  const perStep = columns / (end - from);
  for (let step = from; step < end; step++) {
    const y = value(step);
    if (y === undefined) continue;
    const column = Math.min(columns - 1, Math.floor((step - from) * perStep));
    if (!Number.isFinite(y)) {
      summary.nonFinite[column] = 1;
      continue;
    }
    if (!(summary.min[column]! <= y)) summary.min[column] = y;
    if (!(summary.max[column]! >= y)) summary.max[column] = y;
    summary.last[column] = y;
  }
  return summary;
}
