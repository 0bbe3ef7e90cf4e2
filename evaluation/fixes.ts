/**
 * Whether the remedies put faulty programs right. Each program is analyzed and its fixes are tried; those that help are
 * applied, best first, and the program trained for as long as the published fix was, until one reaches its outcome. Where
 * none does, what is still wrong with the best is treated in the same way, as a user would go on. On healthy programs
 * nothing may be praised.
 */
import fs from 'node:fs';
import path from 'node:path';
import { Analysis } from '../src/analysis/index.js';
import { applyEdits } from '../src/remedies/applyEdits.js';
import { rank } from '../src/remedies/trial/index.js';
import type { Remedy } from '../src/shared/report.js';
import type { Case } from './case.js';
import { outcomeOf, type Outcome } from './outcome.js';
import { publishedFix } from './publishedFixes.js';
import type { Recorder } from './record.js';

/** Steps of the run whose findings are treated: what the panel trains. */
const STEPS = 500;
const SECONDS = 30;
/** Remedies that are applied one after the other at most. */
const ROUNDS = 3;
/** Of those that help, so many are trained to the end, best first, until one reaches the published outcome. */
const HELPERS = 3;
/** A fix reaches the published one's outcome when its loss is no more than this many times as high ... */
const AS_GOOD = 1.25;
/** ... or when both have left no more than this share of what the best constant guess costs: the rest is length of training. */
const LEARNED = 0.05;
/** Where no published fix is known as a program: the loss has to leave the level of a constant guess this far behind. */
const BELOW_CHANCE = 0.7;

/** A remedy whose trial helps, and what the program came to with it. */
interface Applied {
  remedy: Remedy;
  texts: ReadonlyMap<string, string>;
  after: Outcome | null;
  reached: boolean;
}

interface Round {
  told: string[];
  tried: string[];
  /** Those that help and were trained to the end, best first. On healthy programs none is. */
  applied: Applied[];
  /** Remedies whose trial helps. */
  helping: number;
}

interface Treated {
  one: Case;
  /** The whole program as it is, and with the published fix. */
  before: Outcome;
  published: Outcome | null;
  rounds: Round[];
}

export async function evaluateFixes(recorder: Recorder, cases: readonly Case[], all: readonly Case[], seed: number): Promise<void> {
  const treated: Treated[] = [];
  for (const one of cases) {
    const result = await treat(recorder, one, publishedFix(one, all), seed);
    treated.push(result);
    print(result);
  }
  const faulty = treated.filter(({ one }) => !one.healthy && one.noFix === undefined);
  const share = (is: (rounds: readonly Round[]) => boolean): string => `${faulty.filter(({ rounds }) => is(rounds)).length} of ${faulty.length}`;
  console.log(`\nFaulty programs that a fix can help: ${share(([first]) => first!.helping > 0)} have a remedy whose trial helps. The published outcome is reached by the best of them in ${share(([first]) => first!.applied[0]?.reached ?? false)}, by one of the best ${HELPERS} in ${share(([first]) => isReachedIn(first!))}, and in ${share((rounds) => isReachedIn(rounds.at(-1)!))} when what is then still found is treated, too.`);
  const healthy = treated.filter(({ one }) => one.healthy);
  if (healthy.length > 0) console.log(`Healthy programs on which a remedy is praised: ${healthy.filter(({ rounds }) => rounds[0]!.helping > 0).length} of ${healthy.length}.`);
}

function isReachedIn({ applied }: Round): boolean {
  return applied.some(({ reached }) => reached);
}

async function treat(recorder: Recorder, one: Case, fix: Case | null, seed: number): Promise<Treated> {
  const file = recorder.write(one);
  const before = await recorder.record(one, seed);
  const fixed = fix && await recorder.record(fix, seed);
  const published = fixed && outcomeOf(fixed);
  // As many steps as the published fix trains: what is compared is the fixes, not the length of training.
  const epochs = Math.ceil(Math.max(one.epochs, (one.epochs * (fixed?.stepCount ?? 0)) / before.stepCount));
  const rounds: Round[] = [];
  let texts: ReadonlyMap<string, string> = new Map();
  let isOver = false;
  while (!isOver) {
    const { told, tried, helping } = await tryFixes(recorder, file, texts, seed);
    const applied: Applied[] = [];
    for (const remedy of one.healthy ? [] : helping.slice(0, HELPERS)) {
      const changed = longer(edited(recorder.programs, remedy, texts), file, one.epochs, epochs);
      const run = await recorder.recordEdited(file, seed, changed);
      const after = run && outcomeOf(run);
      const reached = after !== null && isReached(after, outcomeOf(before), published, remedy.changesLoss ?? false);
      applied.push({ remedy, texts: changed, after, reached });
      if (reached) break;
    }
    rounds.push({ told, tried, applied, helping: helping.length });
    isOver = one.healthy || one.noFix !== undefined || rounds.length === ROUNDS || applied.length === 0 || applied.some(({ reached }) => reached);
    texts = applied[0]?.texts ?? texts;
  }
  return { one, before: outcomeOf(before), published, rounds };
}

/** @param texts absolute path -> text that stands for what is on the disk */
async function tryFixes(recorder: Recorder, file: string, texts: ReadonlyMap<string, string>, seed: number): Promise<{ told: string[]; tried: string[]; helping: Remedy[] }> {
  const analysis = new Analysis({
    file, root: recorder.programs, overrides: texts, seed, steps: STEPS, seconds: SECONDS, atLimit: 'end', backend: 'wasm', trainerPath: recorder.trainerPath,
  });
  await analysis.start();
  await analysis.tryFixes();
  const { findings } = analysis;
  analysis.dispose();
  const remedies = findings.flatMap((finding) => finding.remedies);
  const helping = rank(remedies.filter(({ trial }) => trial?.verdict === 'helps').map((remedy) => ({ remedies: [remedy], trial: remedy.trial })));
  return {
    told: findings.filter(({ severity }) => severity !== 'info').map(({ rule }) => rule),
    tried: remedies.map(({ shortTitle, title, trial, trialFailure }) => `${shortTitle ?? title}: ${trial ? `${trial.verdict} ${Number(trial.after.loss.median).toPrecision(3)}` : trialFailure ?? 'not tried'}`),
    helping: helping.map((one) => one.remedies[0]!),
  };
}

function edited(root: string, { edits, createFiles }: Remedy, before: ReadonlyMap<string, string>): Map<string, string> {
  const texts = new Map(before);
  for (const { file, text } of createFiles) texts.set(path.join(root, file), text);
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const absolute = path.join(root, file);
    texts.set(absolute, applyEdits(before.get(absolute) ?? fs.readFileSync(absolute, 'utf8'), edits.filter((edit) => edit.file === file)));
  }
  return texts;
}

function longer(texts: ReadonlyMap<string, string>, file: string, from: number, to: number): Map<string, string> {
  const text = texts.get(file) ?? fs.readFileSync(file, 'utf8');
  return new Map([...texts, [file, text.replace(`epochs: ${from},`, `epochs: ${to},`)]]);
}

function isReached(after: Outcome, before: Outcome, published: Outcome | null, changesLoss: boolean): boolean {
  if (!Number.isFinite(after.loss)) return false;
  if (after.ofChance !== null && after.ofChance <= LEARNED) return true;
  if (published === null) return after.ofChance !== null ? after.ofChance <= BELOW_CHANCE : after.share !== null && after.share <= BELOW_CHANCE * (before.share ?? 1);
  if (!changesLoss && after.loss <= AS_GOOD * published.loss) return true;
  if (after.ofChance !== null && published.ofChance !== null) return after.ofChance <= AS_GOOD * published.ofChance;
  // Losses of the program's own, whose level of chance is not known: by how far they came from their start.
  return after.share !== null && published.share !== null && after.share <= AS_GOOD * published.share;
}

function print({ one, before, published, rounds }: Treated): void {
  const figure = (outcome: Outcome | null): string => (outcome === null ? '-' : `${outcome.loss.toPrecision(3)}${outcome.ofChance === null ? '' : ` (${(100 * outcome.ofChance).toPrecision(2)} % of chance)`}`);
  const isHelped = rounds[0]!.helping > 0;
  const verdict = one.healthy ? (isHelped ? 'PRAISED' : 'ok')
    : one.noFix ? 'no fix can help' : isReachedIn(rounds.at(-1)!) ? `reached${rounds.length > 1 ? ` by ${rounds.length}` : ''}` : isHelped ? 'HELPS, NOT REACHED' : 'NO HELP';
  console.log(`${one.id.padEnd(34)} ${verdict.padEnd(20)} loss ${figure(before)}, with the published fix ${figure(published)}`);
  for (const { told, tried, applied } of rounds) {
    const came = applied.map(({ remedy, after }) => `${remedy.shortTitle ?? remedy.title}: ${figure(after)}`);
    console.log(`${''.padEnd(34)} ${told.join(' + ') || '-'} -> ${came.join(', ') || 'none helps'} | ${tried.join(', ') || 'no remedies'}`);
  }
}
