/** Records, judges and prints: see main.mjs. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { diagnose } from '../src/diagnosis/index.js';
import type { Finding } from '../src/shared/report.js';
import type { Case, WrittenCase } from './case.js';
import { faultyVariations } from './faulty.js';
import { evaluateFixes } from './fixes.js';
import { healthyVariations } from './healthy.js';
import { heldOutFaulty } from './heldOut/faulty.js';
import { heldOutHealthy } from './heldOut/healthy.js';
import { writtenPrograms } from './heldOut/programs.js';
import { judge, type Verdict } from './judge.js';
import { outcomeOf } from './outcome.js';
import { publishedCases } from './published.js';
import { Recorder } from './record.js';
import { rivals } from './rivals/index.js';

interface Judged {
  one: Case | WrittenCase;
  seed: number;
  steps: number;
  /** The loss that the run came to, as a share of its first; null where it has no such share. */
  lossShare: number | null;
  verdict: Verdict;
  findings: Finding[];
  rivals: { name: string; flagged: boolean; right: boolean }[];
}

export async function evaluate(root: string, args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args, allowPositionals: true,
    options: { seeds: { type: 'string', default: '1,2,3' }, case: { type: 'string' }, fresh: { type: 'boolean', default: false }, fixes: { type: 'boolean', default: false } },
  });
  const sets: Record<string, () => (Case | WrittenCase)[]> = {
    published: () => publishedCases(path.join(root, 'evaluation/cases')),
    faulty: faultyVariations,
    healthy: healthyVariations,
    'held-out-faulty': heldOutFaulty,
    'held-out-healthy': heldOutHealthy,
    'held-out-programs': () => writtenPrograms(root),
  };
  const unknown = positionals.filter((name) => !(name in sets));
  if (unknown.length > 0) throw new Error(`There is no set ${unknown.join(', ')} of cases. Sets are ${Object.keys(sets).join(', ')}.`);
  const cases = Object.entries(sets).filter(([name]) => positionals.length === 0 || positionals.includes(name)).flatMap(([, make]) => make());
  const chosen = cases.filter(({ id }) => values.case === undefined || id === values.case);
  const seeds = values.seeds.split(',').map(Number);

  const recorder = new Recorder(root, values.fresh);
  const described = (some: readonly (Case | WrittenCase)[]): Case[] => some.filter((one) => 'layers' in one);
  if (values.fixes) return evaluateFixes(recorder, described(chosen), described(cases), seeds[0]!);
  const jobs = chosen.flatMap((one) => seeds.map((seed) => ({ one, seed })));
  const judged: Judged[] = [];
  const failed: string[] = [];
  const worker = async (): Promise<void> => {
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      try {
        judged.push(await judgeRun(recorder, job.one, job.seed));
      } catch (error) {
        failed.push(error instanceof Error ? error.message : String(error));
      }
      if (process.stderr.isTTY) process.stderr.write(`\r${judged.length} of ${chosen.length * seeds.length} runs `);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, os.availableParallelism()) }, worker));

  for (const one of chosen) printCase(one, judged.filter((each) => each.one === one).sort((a, b) => a.seed - b.seed));
  printTable(judged);
  for (const message of failed) console.log(`Not judged: ${message}`);
  if (failed.length > 0) process.exitCode = 1;
  if (recorder.outdated > 0) console.log(`${recorder.outdated} runs were kept from another build of the engine; --fresh trains them again.`);
  fs.writeFileSync(path.join(root, 'out/evaluation/results.json'), JSON.stringify(judged.map(({ one, ...rest }) => ({ id: one.id, healthy: one.healthy, ...rest })), null, 1));
}

async function judgeRun(recorder: Recorder, one: Case | WrittenCase, seed: number): Promise<Judged> {
  const run = await recorder.record(one, seed);
  const findings = diagnose(run);
  return {
    one, seed, findings,
    steps: run.stepCount,
    lossShare: outcomeOf(run).share,
    verdict: judge(one, findings),
    rivals: rivals.map(({ name, diagnose: ask }) => {
      const codes = ask(run);
      return { name, flagged: codes.size > 0, right: one.accepted.some((code) => codes.has(code)) };
    }),
  };
}

function printCase(one: Case | WrittenCase, runs: readonly Judged[]): void {
  const words = runs.map(({ verdict }) => (one.healthy ? (verdict.flagged ? 'FALSE' : 'ok') : verdict.right ? 'right' : verdict.flagged ? 'WRONG' : 'MISSED'));
  console.log(`${one.id.padEnd(34)} ${words.join(' ').padEnd(22)} ${runs.map(({ verdict }) => verdict.named.join(' + ') || '-').join(' | ')}`);
}

function printTable(judged: readonly Judged[]): void {
  const faulty = judged.filter(({ one }) => !one.healthy);
  const healthy = judged.filter(({ one }) => one.healthy);
  const row = (name: string, of: (run: Judged) => { flagged: boolean; right: boolean }): string => {
    const share = (runs: readonly Judged[], test: (run: Judged) => boolean): string =>
      (runs.length === 0 ? '-' : `${runs.filter(test).length}/${runs.length} = ${((100 * runs.filter(test).length) / runs.length).toFixed(1)} %`);
    return [name.padEnd(20), share(faulty, (run) => of(run).flagged).padEnd(20), share(faulty, (run) => of(run).right).padEnd(20), share(healthy, (run) => of(run).flagged)].join(' ');
  };
  console.log(`\n${['rules of'.padEnd(20), 'faulty flagged'.padEnd(20), 'right symptom'.padEnd(20), 'healthy flagged'].join(' ')}`);
  console.log(row('Gradient Inspector', ({ verdict }) => verdict));
  rivals.forEach(({ name }, i) => console.log(row(name, (run) => run.rivals[i]!)));
}
