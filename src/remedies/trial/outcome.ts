/** Measurements of several seeds as a report tells them. */
import { mean } from '../../diagnosis/numbers.js';
import { jsonNumber } from '../../shared/jsonNumber.js';
import type { Spread, TrialOutcome } from '../../shared/report.js';
import type { Measurement } from './measure.js';

/** Points of a curve at most: what a small plot can show. */
const CURVE_POINTS = 50;

export function outcome(all: readonly Measurement[]): TrialOutcome {
  return {
    loss: spread(all.map(({ loss }) => loss)),
    gradientRatio: spread(all.map(({ gradientRatio }) => gradientRatio)),
    lossCurve: curve(all.map(({ losses }) => losses)).map(jsonNumber),
  };
}

/** Values that are not finite count as the largest: a loss of NaN is no better than any other. */
export function spread(values: readonly number[]): Spread {
  const sorted = ascending(values);
  return { median: jsonNumber(sorted[sorted.length >> 1]!), min: jsonNumber(sorted[0]!), max: jsonNumber(sorted.at(-1)!) };
}

/** The median over the seeds of each step, or of the mean of consecutive steps where there are more than a plot can show. */
function curve(seeds: readonly (readonly number[])[]): number[] {
  const steps = Math.min(...seeds.map(({ length }) => length));
  const points = Math.min(CURVE_POINTS, steps);
  return Array.from({ length: points }, (_, i) => {
    const [from, end] = [Math.floor((i * steps) / points), Math.floor(((i + 1) * steps) / points)];
    return ascending(seeds.map((losses) => mean(losses.slice(from, end))))[seeds.length >> 1]!;
  });
}

function ascending(values: readonly number[]): number[] {
  const rank = (x: number): number => (Number.isNaN(x) ? Infinity : x);
  return [...values].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
}
