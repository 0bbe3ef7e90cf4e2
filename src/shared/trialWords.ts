/** What a trial showed, in words. */
import { formatNumber, plural } from './format.js';
import type { JsonNumber } from './jsonNumber.js';
import type { Spread, Trial } from './report.js';

const VERDICTS: Record<Trial['verdict'], string> = { helps: 'helps', 'no-effect': 'no effect', worse: 'worse' };

export function valueText(value: JsonNumber): string {
  return typeof value === 'number' ? formatNumber(value) : value;
}

/** "0.11 to 0.14"; one number where they are the same. */
export function rangeText({ min, max }: Spread): string {
  const [low, high] = [valueText(min), valueText(max)];
  return low === high ? low : `${low} to ${high}`;
}

/** "loss 0.69 → 0.12" */
export function lossText({ before, after }: Trial): string {
  return `loss ${valueText(before.loss.median)} → ${valueText(after.loss.median)}`;
}

/** "the finding is gone, loss 0.69 → 0.12", "loss 0.69 → 0.68, but brings dead ReLU" */
export function effectText(trial: Trial): string {
  const brings = trial.newFindings.map((rule) => rule.replaceAll('-', ' ').replace('relu', 'ReLU'));
  return [trial.solved ? 'the finding is gone' : null, lossText(trial), brings.length > 0 ? `but brings ${brings.join(', ')}` : null]
    .filter((words) => words !== null).join(', ');
}

/** "helps: loss 0.69 → 0.12" */
export function trialText(trial: Trial): string {
  return `${VERDICTS[trial.verdict]}: ${effectText(trial)}`;
}

/** "after 200 steps with 3 seeds: 0.11 to 0.14, unchanged 0.66 to 0.7, with other initial weights 0.66 to 0.7" */
export function spreadText({ steps, seeds, before, after, randomChange }: Trial): string {
  return `after ${plural(steps, 'step')} with ${plural(seeds.length, 'seed')}: ${rangeText(after.loss)}, unchanged ${rangeText(before.loss)}, `
    + `with other initial weights ${rangeText(randomChange.loss)}`;
}
