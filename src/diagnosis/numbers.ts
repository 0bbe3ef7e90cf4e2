/** Small robust statistics over lists of numbers. */

/** The middle value; NaN of an empty list. The list is left as it is. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Arithmetic mean; NaN of an empty list. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

/** Largest value; -Infinity of an empty list. */
export function maximum(values: readonly number[]): number {
  return values.reduce((largest, x) => Math.max(largest, x), Number.NEGATIVE_INFINITY);
}

/** Whether the value is there, finite and above zero: what logarithms and ratios need. */
export function isPositive(x: number | undefined): x is number {
  return x !== undefined && Number.isFinite(x) && x > 0;
}

/** A factor for people: "4,700 times"; without false precision. */
export function formatFactor(factor: number): string {
  if (!Number.isFinite(factor)) return 'infinitely many times';
  if (factor >= 1e7) return `${factor.toExponential(1).replace('e+', 'e')} times`;
  const digits = Number(factor.toPrecision(2));
  return `${digits.toLocaleString('en-US')} times`;
}
