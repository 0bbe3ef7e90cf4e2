/** Findings with what trying their fixes showed. */
import type { TriedFix } from '../remedies/trial/index.js';
import type { FindingView } from '../shared/panelProtocol.js';
import type { Remedy, Trial } from '../shared/report.js';

/** Trials train as many steps as the run that they start from, up to these limits. */
export const TRIAL_STEPS = 200;
export const TRIAL_SECONDS = 20;
/** Seeds of a trial: the run's own and the ones after it. */
export const TRIAL_SEEDS = 3;

/** The findings with the trial of each remedy that was tried, what helps most first; pairs are remedies of their own. */
export function withTrials(findings: readonly FindingView[], tried: readonly TriedFix[]): FindingView[] {
  return findings.map((finding) => {
    const single = finding.remedies.map((remedy) => ({ ...remedy, trial: trialOf(remedy, tried) }));
    const pairs = tried.filter((fix) => fix.remedies.length === 2 && isSame(fix.finding, finding)).map(asOne);
    // Only a pair that helps is worth its place: each half has been tried by itself.
    const remedies = [...single, ...pairs.filter(({ trial }) => trial?.verdict === 'helps')];
    return { ...finding, remedies: remedies.sort((a, b) => place(a, tried) - place(b, tried)) };
  });
}

function trialOf(remedy: Remedy, tried: readonly TriedFix[]): Trial | null {
  const edits = JSON.stringify([remedy.edits, remedy.createFiles]);
  const found = tried.find(({ remedies }) => remedies.length === 1 && JSON.stringify([remedies[0]!.edits, remedies[0]!.createFiles]) === edits);
  return found?.trial ?? null;
}

function isSame(a: Pick<FindingView, 'rule' | 'step' | 'layers'>, b: FindingView): boolean {
  return a.rule === b.rule && a.step === b.step && a.layers.join() === b.layers.join();
}

function asOne({ remedies, trial }: TriedFix): Remedy {
  const [first, second] = remedies as [Remedy, Remedy];
  return {
    id: `${first.id}+${second.id}`,
    title: `${first.title}, and ${second.title[0]!.toLowerCase()}${second.title.slice(1)}`,
    shortTitle: `${first.shortTitle ?? first.title} and ${second.shortTitle ?? second.title}`,
    explanation: `${first.explanation} ${second.explanation}`,
    edits: unique([...first.edits, ...second.edits]),
    createFiles: unique([...first.createFiles, ...second.createFiles]),
    changesLoss: first.changesLoss || second.changesLoss || undefined,
    trial,
  };
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

/** As they were tried, which is ranked; what could not be tried stays behind what was not worse. */
function place(remedy: Remedy, tried: readonly TriedFix[]): number {
  if (remedy.trial === null) return tried.length + 1;
  const at = tried.findIndex(({ trial }) => trial === remedy.trial);
  return remedy.trial.verdict === 'worse' ? tried.length + 2 + at : at;
}
