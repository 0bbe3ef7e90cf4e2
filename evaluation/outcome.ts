/** What a run came to. */
import { chanceLoss } from '../src/diagnosis/lossLevel.js';
import { median } from '../src/diagnosis/numbers.js';
import { trainedModels } from '../src/diagnosis/trainedModel.js';
import type { RunData } from '../src/shared/run.js';

export interface Outcome {
  /** Median of the latest 20 steps, penalties on weights left out; NaN where one of them is not finite. */
  loss: number;
  /** The same as a share of the median of the first three; null where the loss has no such share. */
  share: number | null;
  /** As a share of what the best constant guess costs; null where that is not known. */
  ofChance: number | null;
}

export function outcomeOf(run: RunData): Outcome {
  const losses = Array.from({ length: run.stepCount }, (_, step) => (run.loss(step) ?? NaN) - (run.regularizationLoss(step) ?? 0));
  const latest = losses.slice(-20);
  const loss = latest.every(Number.isFinite) ? median(latest) : NaN;
  const first = median(losses.slice(0, 3));
  const chance = trainedModels(run).map(chanceLoss).find((level) => level !== null) ?? null;
  return { loss, share: first > 0 && Number.isFinite(loss) ? loss / first : null, ofChance: chance === null ? null : loss / chance };
}
