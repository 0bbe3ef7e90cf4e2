/** When a condition holds for long enough to be told: at the start of a run, or over its latest steps. */
import { median } from './numbers.js';

/** Steps at the start that count as the initial state. */
export const INITIAL_STEPS = 3;
/** Latest steps over which a state has to hold, and how many of them there must be. */
export const LATEST_STEPS = 20;
export const LATEST_STEPS_MIN = 10;

export interface Sustained<T> {
  /** The first record of the stretch. */
  onset: T;
  /** The record nearest to the median of the stretch. */
  typical: T;
  initial: boolean;
}

/**
 * Looks at the median of `measure` over the first steps, then over the latest ones; the limit may differ by record.
 *
 * @param records one per step, ascending
 * @param excess how far a record is beyond its limit: above 0 means beyond
 */
export function sustained<T>(records: readonly T[], excess: (record: T) => number): Sustained<T> | null {
  const start = records.slice(0, INITIAL_STEPS);
  if (start.length > 0 && median(start.map(excess)) > 0) return { onset: start[0], typical: nearestToMedian(start, excess), initial: true };
  const latest = records.slice(-LATEST_STEPS);
  if (latest.length < LATEST_STEPS_MIN || median(latest.map(excess)) <= 0) return null;
  let begin = records.length - 1;
  while (begin > 0 && excess(records[begin - 1]) > 0) begin--;
  return { onset: records[begin], typical: nearestToMedian(latest, excess), initial: false };
}

function nearestToMedian<T>(records: readonly T[], excess: (record: T) => number): T {
  const sorted = [...records].sort((a, b) => excess(a) - excess(b));
  return sorted[sorted.length >> 1];
}
