/** Whether a change helps: the measurements of several seeds before and after, beside what chance alone makes. */
import { maximum, median } from '../../diagnosis/numbers.js';
import type { RuleId, Trial } from '../../shared/report.js';
import type { Measurement } from './measure.js';

/** A loss has to change by this factor at least. */
const LEAST_GAIN = 1.05;
/** A gradient that flows this many times better is mended, whatever the loss does in so few steps. */
const MENDED = 10;
/** Findings that say that the gradient does not arrive, or arrives too large. */
const FLOW = new Set<RuleId>([
  'vanishing-gradient', 'exploding-gradient', 'vanishing-through-time', 'exploding-through-time', 'saturation', 'zero-gradient',
  'dead-relu', 'poor-initialization',
]);

/** One measurement for each seed, in the same order. */
export interface Samples {
  before: readonly Measurement[];
  after: readonly Measurement[];
  /** The unedited program with other initial weights on the same data: a change that means nothing. May be empty. */
  randomChange: readonly Measurement[];
}

export interface Judgement {
  verdict: Trial['verdict'];
  /** The finding is gone in most seeds in which it was. */
  solved: boolean;
  /** Rules that most seeds break after the change, and not before it nor by chance. */
  newFindings: RuleId[];
}

/**
 * Helps: the loss came lower than chance explains in every seed; or it is where it was, and the finding is gone or its
 * gradient flows ten times better. Neither counts where another finding takes the place of this one.
 * Worse: the loss rose by more than chance explains, or is not finite where it was before.
 * Of a model that learns from what is being trained (a policy, a GAN), a lower loss is no better one: only that it is finite counts.
 *
 * Chance explains what other initial weights change on the same batches: by exchangeability, a change without effect
 * gets lower in each of three seeds, and in the middle one by more than any of three random changes did, in 1 of 40
 * trials. Half of what the seeds differ by is asked for as well, so that what helps is seen beside their spread.
 *
 * @param rule of the finding that the change is for
 * @param comparable whether the losses mean the same before and after; else each is judged by how far it came from its start
 */
export function judge({ before, after, randomChange }: Samples, rule: RuleId, comparable: boolean): Judgement {
  const level = (one: Measurement): number => (comparable ? one.loss : one.loss / Math.abs(one.first));
  const meansSomething = ![...before, ...after, ...randomChange].some(({ learnsFromItself }) => learnsFromItself);
  const change = lossChange(before.map(level), after.map(level), randomChange.map(level), meansSomething);
  const has = (all: readonly Measurement[], one: RuleId): number => shareOf(all, ({ rules }) => rules.has(one));
  const appears = (one: RuleId): boolean => most(has(after, one) - Math.max(has(before, one), has(randomChange, one)));
  const newFindings = [...new Set(after.flatMap(({ rules }) => [...rules]))].filter((one) => one !== rule && appears(one));
  const leastBefore = Math.min(has(before, rule), randomChange.length > 0 ? has(randomChange, rule) : 1);
  const solved = most(leastBefore - has(after, rule)) && most(shareOf(after, ({ loss }) => Number.isFinite(loss)));
  const mended = solved || (FLOW.has(rule) && most(leastBefore) && flowsBetter(before, after, randomChange));
  const isTrade = newFindings.length > 0 && !solved;
  const helps = !isTrade && (change > 0 || (change === 0 && mended && newFindings.length === 0));
  return { verdict: change < 0 ? 'worse' : helps ? 'helps' : 'no-effect', solved, newFindings };
}

function flowsBetter(before: readonly Measurement[], after: readonly Measurement[], randomChange: readonly Measurement[]): boolean {
  const ratio = ({ gradientRatio }: Measurement): number => gradientRatio;
  const [from, to] = [before.map(ratio), after.map(ratio)];
  return median(to) >= MENDED * median(from) && Math.min(...to) > maximum([...from, ...randomChange.map(ratio)]);
}

/**
 * 1: lower than chance explains, -1: higher, 0: neither.
 *
 * @param comparable whether more can be said of two losses than that they are finite
 */
function lossChange(before: readonly number[], after: readonly number[], random: readonly number[], comparable: boolean): -1 | 0 | 1 {
  const unchanged = [before, ...(random.length > 0 ? [random] : [])].map((levels) => shareOf(levels, Number.isFinite));
  const reached = shareOf(after, Number.isFinite);
  if (reached < Math.min(...unchanged)) return -1;
  if (reached > Math.max(...unchanged) && most(reached)) return 1;
  if (!comparable) return 0;
  const known = [...before, ...random].filter(Number.isFinite);
  const all = [...known, ...after.filter(Number.isFinite)];
  // Losses are compared by their ratio; where one is at or below 0, by their difference on the scale of the largest.
  const isRatio = all.every((level) => level > 0);
  const scale = maximum(all.map(Math.abs)) || 1;
  const distance = (a: number, b: number): number => (isRatio ? Math.log(a / b) : (a - b) / scale);
  const pairs = (others: readonly number[]): number[] => others.map((other, i) => distance(before[i]!, other)).filter(Number.isFinite);
  const gains = pairs(after);
  const spread = distance(Math.max(...known), Math.min(...known)) / 2;
  const least = Math.max(Math.log(LEAST_GAIN), spread, maximum(pairs(random).map(Math.abs)));
  const gain = median(gains);
  if (gain > least && gains.every((one) => one > 0)) return 1;
  return gain < -least && gains.every((one) => one < 0) ? -1 : 0;
}

/** From 0 to 1; 0 of none. */
function shareOf<T>(all: readonly T[], is: (one: T) => boolean): number {
  return all.length === 0 ? 0 : all.filter(is).length / all.length;
}

/** Two thirds; a little less, because shares are rounded. */
function most(share: number): boolean {
  return share > 0.66;
}
