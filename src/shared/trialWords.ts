/** What a trial showed, in words. */
import { formatNumber, formatShare, plural } from './format.js';
import type { JsonNumber } from './jsonNumber.js';
import type { Remedy, Spread, Trial, TrialOutcome } from './report.js';

/** A remedy, or a pair of them, that was trained with. */
type TriedRemedy = Pick<Remedy, 'changesLoss'> & { trial: Trial };

const VERDICTS: Record<Trial['verdict'], string> = { helps: 'helps', 'no-effect': 'no effect', worse: 'worse' };

export function valueText(value: JsonNumber): string {
  return typeof value === 'number' ? formatNumber(value) : value;
}

/** "0.11 to 0.14"; one number where they are the same. */
export function rangeText({ min, max }: Spread): string {
  const [low, high] = [valueText(min), valueText(max)];
  return low === high ? low : `${low} to ${high}`;
}

export function wasTried({ trial, trialFailure }: Remedy): boolean {
  return trial !== null || trialFailure !== undefined;
}

/** Whether it was tried and does not help. */
export function isDisproved(remedy: Remedy): boolean {
  return wasTried(remedy) && remedy.trial?.verdict !== 'helps';
}

/** "loss 0.69 → 0.12"; where the two are not the same quantity, "loss to 12 % of its start instead of 95 %" */
export function lossText({ trial: { before, after }, changesLoss }: TriedRemedy): string {
  const [from, to] = [before, after].map(shareOfStart) as [number, number];
  if (changesLoss && Number.isFinite(from + to)) return `loss to ${formatShare(to)} of its start instead of ${formatShare(from)}`;
  return `loss ${valueText(before.loss.median)} → ${valueText(after.loss.median)}`;
}

function shareOfStart({ loss, lossCurve }: TrialOutcome): number {
  return Number(loss.median) / Math.abs(Number(lossCurve[0]));
}

/** "the finding is gone, loss 0.69 → 0.12", "loss 0.69 → 0.68, but brings dead ReLU", "loss 0.69 → 1.2, although the finding is gone" */
export function effectText(remedy: TriedRemedy): string {
  const { trial } = remedy;
  const brings = trial.newFindings.map((rule) => rule.replaceAll('-', ' ').replace('relu', 'ReLU'));
  const isWorse = trial.verdict === 'worse';
  return [
    trial.solved && !isWorse ? 'the finding is gone' : null,
    lossText(remedy),
    brings.length > 0 ? `but brings ${brings.join(', ')}` : null,
    trial.solved && isWorse ? 'although the finding is gone' : null,
  ].filter((words) => words !== null).join(', ');
}

/** "helps: loss 0.69 → 0.12" */
export function trialText(remedy: TriedRemedy): string {
  return `${VERDICTS[remedy.trial.verdict]}: ${effectText(remedy)}`;
}

/** "after 200 steps with 3 seeds: 0.11 to 0.14, unchanged 0.66 to 0.7, with other initial weights 0.66 to 0.7" */
export function spreadText({ steps, seeds, before, after, randomChange }: Trial): string {
  return `after ${plural(steps, 'step')} with ${plural(seeds.length, 'seed')}: ${rangeText(after.loss)}, unchanged ${rangeText(before.loss)}, `
    + `with other initial weights ${rangeText(randomChange.loss)}`;
}
