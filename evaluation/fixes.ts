/**
 * Whether the remedies put faulty programs right: each program is analyzed, its fixes are tried, and the one that helped
 * most is applied and trained to the program's own end, beside the published fix. On healthy programs nothing may be praised.
 */
import fs from 'node:fs';
import path from 'node:path';
import { Analysis } from '../src/analysis/index.js';
import { applyEdits } from '../src/remedies/applyEdits.js';
import type { FindingView } from '../src/shared/panelProtocol.js';
import type { Remedy } from '../src/shared/report.js';
import type { Case } from './case.js';
import { outcomeOf, type Outcome } from './outcome.js';
import type { Recorder } from './record.js';

/** Steps of the run whose findings are treated: what the panel trains. */
const STEPS = 500;
const SECONDS = 30;
/** A fix reaches the published one's outcome when its loss is no more than this many times as high ... */
const AS_GOOD = 1.25;
/** ... or when both have left no more than this share of what the best constant guess costs: the rest is length of training. */
const LEARNED = 0.05;
/** Where no published fix is known as a program: the loss has to leave the level of a constant guess this far behind. */
const BELOW_CHANCE = 0.7;

interface Treated {
  one: Case;
  findings: readonly FindingView[];
  /** The remedy that helped most, null where none did. */
  best: Remedy | null;
  /** The whole program without it, with it, and with the published fix. */
  before: Outcome;
  after: Outcome | null;
  published: Outcome | null;
  reached: boolean;
}

export async function evaluateFixes(recorder: Recorder, cases: readonly Case[], all: readonly Case[], seed: number): Promise<void> {
  const treated: Treated[] = [];
  for (const one of cases) {
    const result = await treat(recorder, one, all, seed);
    treated.push(result);
    print(result);
  }
  const faulty = treated.filter(({ one }) => !one.healthy && one.noFix === undefined);
  const share = (some: readonly Treated[]): string => `${some.length} of ${faulty.length}`;
  console.log(`\nFaulty programs that a fix can help: ${share(faulty.filter(({ best }) => best !== null))} have a remedy whose trial helps, ${share(faulty.filter(({ reached }) => reached))} reach the published outcome with it.`);
  const healthy = treated.filter(({ one }) => one.healthy);
  if (healthy.length > 0) console.log(`Healthy programs on which a remedy is praised: ${healthy.filter(({ best }) => best !== null).length} of ${healthy.length}.`);
}

async function treat(recorder: Recorder, one: Case, all: readonly Case[], seed: number): Promise<Treated> {
  const file = recorder.write(one);
  const analysis = new Analysis({ file, root: recorder.programs, seed, steps: STEPS, seconds: SECONDS, atLimit: 'end', backend: 'wasm', trainerPath: recorder.trainerPath });
  await analysis.start();
  await analysis.tryFixes();
  const { findings } = analysis;
  analysis.dispose();
  const before = outcomeOf(await recorder.record(one, seed));
  const fixed = all.find(({ id }) => id === one.fixed);
  const published = fixed ? outcomeOf(await recorder.record(fixed, seed)) : null;
  const best = bestOf(findings);
  const run = best && (await recorder.recordEdited(file, seed, edited(recorder.programs, best)));
  const after = run && outcomeOf(run);
  return { one, findings, best, before, after, published, reached: after !== null && isReached(after, before, published ?? publishedLoss(one), best!.changesLoss ?? false) };
}

/** The lowest loss of those that help; losses that mean something else are no lower. */
function bestOf(findings: readonly FindingView[]): Remedy | null {
  const helping = findings.flatMap(({ remedies }) => remedies).filter(({ trial }) => trial?.verdict === 'helps');
  const loss = ({ trial }: Remedy): number => Number(trial!.after.loss.median);
  const [best] = helping.sort((a, b) => Number(a.changesLoss ?? false) - Number(b.changesLoss ?? false) || loss(a) - loss(b));
  return best ?? null;
}

function edited(root: string, { edits, createFiles }: Remedy): Map<string, string> {
  const texts = new Map(createFiles.map(({ file, text }) => [path.join(root, file), text]));
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const absolute = path.join(root, file);
    texts.set(absolute, applyEdits(fs.readFileSync(absolute, 'utf8'), edits.filter((edit) => edit.file === file)));
  }
  return texts;
}

function isReached(after: Outcome, before: Outcome, published: Pick<Outcome, 'loss'> & Partial<Outcome> | null, changesLoss: boolean): boolean {
  if (!Number.isFinite(after.loss)) return false;
  if (after.ofChance !== null && after.ofChance <= LEARNED) return true;
  if (published === null) return after.ofChance !== null ? after.ofChance <= BELOW_CHANCE : after.share !== null && after.share <= BELOW_CHANCE * (before.share ?? 1);
  if (!changesLoss && after.loss <= AS_GOOD * published.loss) return true;
  return after.ofChance !== null && typeof published.ofChance === 'number' && after.ofChance <= AS_GOOD * published.ofChance;
}

/** The loss that the fix is published with, where its text gives one. */
function publishedLoss({ fix }: Case): Pick<Outcome, 'loss'> | null {
  const [, loss] = /-> loss ([\d.e-]+)/.exec(fix ?? '') ?? [];
  return loss === undefined ? null : { loss: Number(loss) };
}

function print({ one, findings, best, before, after, published, reached }: Treated): void {
  const told = findings.filter(({ severity }) => severity !== 'info').map(({ rule }) => rule);
  const tried = findings.flatMap(({ remedies }) => remedies.map(({ id, trial }) => `${id}: ${trial?.verdict ?? 'not tried'}`));
  const figure = (outcome: Outcome | null): string => (outcome === null ? '-' : outcome.loss.toPrecision(3));
  const verdict = one.healthy ? (best ? 'PRAISED' : 'ok') : one.noFix ? 'no fix can help' : reached ? 'reached' : best ? 'HELPS, NOT REACHED' : 'NO HELP';
  console.log(`${one.id.padEnd(34)} ${verdict.padEnd(20)} loss ${figure(before)} -> ${figure(after)}${published ? ` (published ${figure(published)})` : ''}`);
  console.log(`${''.padEnd(34)} ${told.join(' + ') || '-'} | ${best ? (best.shortTitle ?? best.title) : 'none helps'} | ${tried.join(', ') || 'no remedies'}`);
}
