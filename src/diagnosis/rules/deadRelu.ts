import { formatNumber, formatShare } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { canDie, unitsOf } from '../layerKind.js';
import { maximum, median } from '../numbers.js';
import { finding, learningRateNote, nameLayers, type CauseId, type Rule } from '../rule.js';
import { LATEST_STEPS, LATEST_STEPS_MIN } from '../sustained.js';
import type { TrainedModel } from '../trainedModel.js';

/** Relative length of an update from which it can carry a unit across the whole spread of its inputs in a few steps. */
const LONG_UPDATE = 0.1;
/** Training, not chance, silenced the units when their share grew by this much. */
const GROWN = 0.25;
/** A loss that fell below this share of its start speaks against harm. */
const STILL_HIGH = 0.5;

interface Dead {
  layer: LayerInfo;
  share: number;
  atStart: number;
  step: number;
}

/**
 * ReLU units that are silent on every batch: their gradient is exactly 0, so that nothing brings them back.
 *
 * Formula: `deadFraction`, the share of units that gave 0 on all batches of the last 20 steps. A layer that is silent
 * as a whole cuts the gradient of everything below it: an error after 10 such steps. A part of a layer is a warning
 * only when it is more than chance makes of a sound net, and training did it (share 25 points above the start), and
 * the loss is still above half of its start. Chance: deep layers see nearly collinear inputs, so that each unit is
 * silent with probability 1/2 at worst, and a share above 1/2 + 3 * sqrt(1/4 / units) is beyond it.
 * Source: Lu et al. 2019, "Dying ReLU and initialization"; Maas et al. 2013.
 * Healthy: 0 to 60 % silent, on small batches and few distinct inputs also at the first step.
 */
export const deadRelu: Rule = {
  id: 'dead-relu',
  find(model: TrainedModel): Finding[] {
    const dead = model.layers
      .filter((layer) => canDie(layer) && !(model.isOutput(layer) && isFitted(model)))
      .map((layer) => deadPart(model, layer))
      .filter((found) => found !== null);
    if (dead.length === 0) return [];
    const whole = dead.filter((found) => found.share === 1);
    const worst = [...(whole.length > 0 ? whole : dead)].sort((a, b) => a.step - b.step || a.layer.depth - b.layer.depth)[0];
    const layers = [worst, ...dead.filter((found) => found !== worst)].map((found) => found.layer);
    const updates = model.trained.map((layer) => maximum(model.series(layer, 'updateToWeightRatio', model.steps.filter((s) => s <= worst.step)).filter(Number.isFinite)));
    const update = maximum(updates);
    const { causeId, cause } = explain(model, worst, update);
    const what = worst.share === 1
      ? `All units of ${nameLayers(whole.map((found) => found.layer))} are silent on every batch since step ${worst.step}, and the layers before get no gradient through ${whole.length === 1 ? 'it' : 'them'}.`
      : `${formatShare(worst.share)} of ${worst.layer.name}'s units have been silent on every batch since step ${worst.step}, and get no gradient.`;
    return [finding('dead-relu', model, {
      severity: worst.share === 1 ? 'error' : 'warning',
      layers, step: worst.step, confidence: worst.share === 1 ? 0.95 : 0.75,
      message: what, causeId, cause,
      evidence: {
        deadShare: worst.share, deadShareAtStart: worst.atStart, deadLayers: dead.length, silentLayers: whole.length,
        ...(Number.isFinite(update) ? { largestUpdateRatio: update } : {}),
      },
    })];
  },
};

/** The dead part of a layer at the end of the run so far, when it is a fault. */
function deadPart(model: TrainedModel, layer: LayerInfo): Dead | null {
  const steps = model.steps.filter((step) => model.value(layer, 'deadFraction', step) !== undefined);
  const latest = steps.slice(-LATEST_STEPS);
  if (latest.length < LATEST_STEPS_MIN) return null;
  const share = model.value(layer, 'deadFraction', latest[latest.length - 1]) ?? 0;
  const atStart = model.value(layer, 'silentFraction', steps[0]) ?? 0;
  const silentAll = latest.slice(-LATEST_STEPS_MIN).every((step) => model.value(layer, 'silentFraction', step) === 1);
  if (silentAll) return { layer, share: 1, atStart, step: since(steps, (step) => model.value(layer, 'silentFraction', step) === 1) };
  if (latest.length < LATEST_STEPS) return null;
  const units = unitsOf(layer) ?? 1;
  const limit = 0.5 + 3 * Math.sqrt(0.25 / units);
  if (limit >= 1 || share < limit || share - atStart < GROWN || model.learnsFromItself || isFitted(model)) return null;
  return { layer, share, atStart, step: since(steps, (step) => (model.value(layer, 'silentFraction', step) ?? 0) >= limit) };
}

/** First step of the stretch up to the end in which the condition holds. */
function since(steps: readonly number[], holds: (step: number) => boolean): number {
  let i = steps.length - 1;
  while (i > 0 && holds(steps[i - 1])) i--;
  return steps[i];
}

/** Whether the loss has come down far enough to say that the net learns. */
function isFitted(model: TrainedModel): boolean {
  const losses = model.steps.map((step) => model.loss(step)).filter((x) => x !== undefined);
  return median(losses.slice(-10)) < STILL_HIGH * Math.abs(losses[0]);
}

function explain(model: TrainedModel, worst: Dead, update: number): { causeId: CauseId; cause: string } {
  if (worst.step === model.steps[0]) {
    return { causeId: 'initialization', cause: 'The units are silent from the first step on: their initial weights and biases keep every input below 0.' };
  }
  if (update >= LONG_UPDATE) {
    return {
      causeId: 'learning-rate',
      cause: `An update before that changed weights by ${formatNumber(update)} times their own size${learningRateNote(model)}, which pushed the units below 0 for every input.`,
    };
  }
  if (worst.atStart >= 0.5) {
    return {
      causeId: 'initialization',
      cause: `${formatShare(worst.atStart)} of the units were silent before any update, as happens in deep and narrow ReLU nets; ordinary updates silenced the rest.`,
    };
  }
  return { causeId: 'unknown', cause: 'Training moved the units below 0 for every input, step by step.' };
}
