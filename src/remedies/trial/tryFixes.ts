/**
 * Try Fixes: trains the program as it is and with each remedy's edit, from the same seeds on the same batches for the same
 * number of steps, and says which of them help. Nothing of it touches the user's files.
 */
import os from 'node:os';
import type { Finding, Remedy, Trial } from '../../shared/report.js';
import type { SourceReader } from '../sourceFile.js';
import { completions, pairs, singles } from './candidates.js';
import { Trials, type Tried, type TrialsOptions } from './trials.js';

export interface TryFixesOptions extends Omit<TrialsOptions, 'parallel'> {
  /** Findings with the remedies that are to be tried. */
  findings: readonly (Finding & { remedies: readonly Remedy[] })[];
  /** The texts that the edits were made for. */
  sources: SourceReader;
}

export interface TriedFix {
  remedies: readonly Remedy[];
  finding: Finding;
  /** Null where the edited program failed: then `failure` says why. */
  trial: Trial | null;
  failure: string | null;
}

export interface TryFixesResult {
  /** Those that help most first. What was cancelled is not among them. */
  tried: TriedFix[];
  /** Why nothing could be tried: the program as it is cannot be trained. */
  failure: string | null;
}

/** What a training process takes, roughly; as many run side by side as there are cores and memory for. */
const PROCESS_BYTES = 2 ** 30;

export async function tryFixes(options: TryFixesOptions): Promise<TryFixesResult> {
  const { program: { root }, sources } = options;
  const candidates = singles(options.findings, root, sources);
  if (candidates.length === 0) return { tried: [], failure: null };
  const parallel = Math.max(1, Math.min(os.availableParallelism(), Math.floor(os.freemem() / PROCESS_BYTES)));
  // Ends the others when the program itself cannot be trained.
  const stop = new AbortController();
  const trials = new Trials({ ...options, parallel, signal: AbortSignal.any([options.signal, stop.signal]) });
  const failing = trials.failure().then((failure) => {
    if (failure !== null) stop.abort();
    return failure;
  });
  const [alone, failure] = await Promise.all([trials.tryAll(candidates), failing]);
  const ranked = rank(alone.map(told));
  if (options.signal.aborted || failure !== null) return { tried: ranked, failure };
  const candidateOf = new Map(alone.map(({ candidate }) => [candidate.remedies, candidate]));
  const sound = ranked.filter(({ trial }) => trial !== null).map((one) => ({ candidate: candidateOf.get(one.remedies)!, helps: helps(one) }));
  const chosen = sound.some((one) => one.helps)
    ? completions(options.findings, sound, root, sources)
    : pairs(sound.map(({ candidate }) => candidate), root, sources);
  const together = (await trials.tryAll(chosen)).map(told);
  return { tried: rank([...ranked, ...together.filter((pair) => isWorthBoth(pair, ranked))]), failure: null };
}

function told({ candidate: { remedies, finding }, trial, failure }: Tried): TriedFix {
  return { remedies, finding, trial, failure };
}

function helps({ trial }: Pick<TriedFix, 'trial'>): boolean {
  return trial?.verdict === 'helps';
}

/**
 * Whether a pair came lower in each of its seeds than its halves that help did in any of theirs: for three seeds, chance
 * does that in 1 of 20.
 */
export function isWorthBoth(pair: Pick<TriedFix, 'remedies' | 'trial'>, singles: readonly Pick<TriedFix, 'remedies' | 'trial'>[]): boolean {
  const halves = singles.filter((one) => helps(one) && pair.remedies.includes(one.remedies[0]!));
  const comparable = areComparable([pair, ...halves]);
  return halves.every((half) => level(pair, comparable, 'max') < level(half, comparable, 'min'));
}

const ORDER: Record<Trial['verdict'], number> = { helps: 0, 'no-effect': 1, worse: 2 };

/**
 * What helps first, and of that what came to the lowest loss. Where losses mean something else, their share of the start
 * counts. Of those that help and came within the spread of the lowest one's seeds, none is better than the other by what
 * was seen: they keep their order, in which remedies that fit the cause best come first.
 */
export function rank<T extends Pick<TriedFix, 'remedies' | 'trial'>>(tried: readonly T[]): T[] {
  const place = ({ trial }: T): number => (trial ? ORDER[trial.verdict] : 3);
  const comparable = areComparable(tried);
  const at = (one: T): number => level(one, comparable, 'median');
  const sorted = [...tried].sort((a, b) => place(a) - place(b) || (at(a) === at(b) ? 0 : at(a) - at(b)));
  const best = sorted[0];
  if (!best || !helps(best)) return sorted;
  const isLevel = (one: T): boolean => helps(one) && at(one) <= level(best, comparable, 'max');
  return [...tried.filter(isLevel), ...sorted.filter((one) => !isLevel(one))];
}

function areComparable(tried: readonly Pick<TriedFix, 'remedies'>[]): boolean {
  return !tried.some(({ remedies }) => remedies.some(({ changesLoss }) => changesLoss));
}

/** The loss that a fix came to, or its share of the start; infinite where that is not a number. */
function level({ trial }: Pick<TriedFix, 'trial'>, comparable: boolean, of: 'median' | 'min' | 'max'): number {
  const [loss, start] = [Number(trial?.after.loss[of]), Number(trial?.after.lossCurve[0])];
  const reached = comparable ? loss : loss / Math.abs(start);
  return Number.isFinite(reached) ? reached : Infinity;
}
