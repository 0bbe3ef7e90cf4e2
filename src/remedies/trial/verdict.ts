/** Whether a change helps: the measurements of several seeds before and after, beside what chance alone makes. */
import { median } from '../../diagnosis/numbers.js';
import { jsonNumber } from '../../shared/jsonNumber.js';
import type { RuleId, Spread, Trial } from '../../shared/report.js';
import type { Measurement } from './measure.js';

/** A loss has to change by this factor at least. */
const LEAST_GAIN = 1.05;
/** A gradient that flows this many times better is mended, whatever the loss does in so few steps. */
const MENDED = 10;

export interface Samples {
  /** One for each seed, in the same order. */
  before: readonly Measurement[];
  after: readonly Measurement[];
  /** The unedited program with other initial weights on the same data: a change that means nothing. */
  randomChange: readonly Measurement[];
}

/**
 * Helps: the loss came lower than seeds and other initial weights alone explain, and the finding is not worse; or the
 * finding is gone (or its gradient flows ten times better) in most seeds, and the loss did not rise beyond that spread.
 * Worse: the loss rose beyond it, or is not finite where it was before.
 *
 * @param rule of the finding that the change is for
 * @param comparable whether the losses mean the same before and after; else each is judged by how far it came from its start
 */
export function verdict({ before, after, randomChange }: Samples, rule: RuleId, comparable: boolean): Trial['verdict'] {
  const level = (one: Measurement): number => (comparable ? one.loss : one.loss / Math.abs(one.first));
  const change = lossChange(before.map(level), after.map(level), [...before, ...randomChange].map(level));
  if (change < 0) return 'worse';
  const gone = after.filter(({ rules }) => !rules.has(rule)).length - before.filter(({ rules }) => !rules.has(rule)).length;
  const most = Math.ceil((2 * after.length) / 3);
  const ratio = median(after.map(({ gradientRatio }) => gradientRatio)) / median(before.map(({ gradientRatio }) => gradientRatio));
  const noNewTrouble = after.filter((one, i) => [...one.rules].some((each) => !before[i]!.rules.has(each))).length < most;
  if (change > 0) return noNewTrouble || gone >= most ? 'helps' : 'no-effect';
  return (gone >= most || ratio >= MENDED) && noNewTrouble && change === 0 ? 'helps' : 'no-effect';
}

/** 1: lower than chance explains, -1: higher, 0: neither. `chance` are levels that differ by nothing that means anything. */
function lossChange(before: readonly number[], after: readonly number[], chance: readonly number[]): -1 | 0 | 1 {
  const finite = (levels: readonly number[]): number => levels.filter(Number.isFinite).length;
  if (finite(after) < finite(before)) return -1;
  if (finite(after) > finite(before)) return 1;
  const [from, to] = [median(before.filter(Number.isFinite)), median(after.filter(Number.isFinite))];
  if (Number.isNaN(from) || Number.isNaN(to)) return 0;
  const known = chance.filter(Number.isFinite);
  const scale = Math.max(Math.abs(from), Math.abs(to));
  // Losses are compared by their ratio; where one is at or below 0, by their difference on the scale of the larger.
  const isRatio = [from, to, ...known].every((level) => level > 0);
  const distance = (a: number, b: number): number => (isRatio ? Math.log(a / b) : (a - b) / (scale || 1));
  const noise = distance(Math.max(...known), Math.min(...known)) / 2;
  const gain = distance(from, to);
  const least = Math.max(Math.log(LEAST_GAIN), noise);
  return gain > least ? 1 : gain < -least ? -1 : 0;
}

/** Values that are not finite count as the largest: a loss of NaN is no better than any other. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => rank(a) - rank(b));
  return { median: jsonNumber(sorted[sorted.length >> 1]!), min: jsonNumber(sorted[0]!), max: jsonNumber(sorted.at(-1)!) };
}

function rank(x: number): number {
  return Number.isNaN(x) ? Infinity : x;
}
