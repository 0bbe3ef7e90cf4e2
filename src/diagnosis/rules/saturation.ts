import { formatNumber, formatShare } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { canSaturate, initiallySaturated } from '../layerKind.js';
import { isPositive, median } from '../numbers.js';
import { finding, type CauseId, type Rule } from '../rule.js';
import { INITIAL_STEPS, LATEST_STEPS, LATEST_STEPS_MIN } from '../sustained.js';
import type { TrainedModel } from '../trainedModel.js';

/** Share of saturated elements in a hidden layer: more flat than not, which more than halves the squared gradient. */
const HIDDEN_LIMIT = 0.5;
/** An output is stuck when nearly all of it is flat ... */
const OUTPUT_LIMIT = 0.9;
/** ... and the loss stays above this share of its start. */
const OUTPUT_LOSS = 0.8;
/** A hidden layer that saturated in training does no harm when the loss fell below this share. */
const HIDDEN_LOSS = 0.5;
/**
 * ... unless nearly all of it was flat at the start and still is: such a layer passes on next to no gradient, so that it
 * never trained, and what the loss lost was learned behind it (an output's bias alone can halve it).
 */
const NEVER_TRAINED = 0.9;
/** |W| sqrt(fan_in) of sound initializations is 1 to 1.5; from 3 on the weights alone saturate unit-scale inputs. */
const LARGE_WEIGHTS = 3;

/**
 * Sigmoid or tanh units at the flat ends of their curve, where the slope is below 1 % of its maximum.
 *
 * Formula: `saturatedFraction` of the layer's output. Hidden layers: at the median of the first 3 steps and still,
 * as much as pre-activations of standard deviation 4 make (13 % sigmoid, 45 % tanh), or at least one half at the median
 * of the latest 20; with a loss still above half of its start, or 90 % from start to end. Outputs: at least 90 % over the latest 20
 * steps with a loss above 80 % of its start; a saturated output with a low loss is success, not a fault.
 * Source: Glorot and Bengio 2010; LeCun et al. 1998, "Efficient backprop". A warning.
 * Healthy: hidden layers below one half; outputs at any share when the loss is low.
 */
export const saturation: Rule = {
  id: 'saturation',
  find(model: TrainedModel): Finding[] {
    const found = model.layers
      .filter(canSaturate)
      .map((layer) => (model.isOutput(layer) ? stuckOutput(model, layer) : flatHidden(model, layer)))
      .filter((one) => one !== null);
    if (found.length === 0) return [];
    const [first] = [...found].sort((a, b) => a.step - b.step || a.layer.depth - b.layer.depth);
    const layers = [first, ...found.filter((one) => one !== first)].map((one) => one.layer);
    const why = explain(model, first);
    return [finding('saturation', model, {
      severity: 'warning', layers, step: first.step, confidence: 0.85,
      message: `${formatShare(first.share)} of ${first.layer.name}'s activations are saturated since step ${first.step}, where their slope is almost 0.`,
      causeId: why.causeId, cause: why.cause,
      evidence: { saturatedShare: first.share, output: first.output ? 'yes' : 'no', ...why.evidence },
    })];
  },
};

interface Saturated {
  layer: LayerInfo;
  share: number;
  step: number;
  output: boolean;
}

function flatHidden(model: TrainedModel, layer: LayerInfo): Saturated | null {
  const steps = model.steps.filter((step) => Number.isFinite(model.value(layer, 'saturatedFraction', step)));
  const share = (some: readonly number[]) => median(model.series(layer, 'saturatedFraction', some));
  const start = share(steps.slice(0, INITIAL_STEPS));
  const latest = steps.slice(-LATEST_STEPS);
  const now = share(latest);
  const fitted = lossShare(model) < HIDDEN_LOSS && Math.min(start, now) < NEVER_TRAINED;
  const initialLimit = initiallySaturated(layer);
  if (start >= initialLimit && (latest.length < LATEST_STEPS_MIN || now >= initialLimit) && !fitted) {
    return { layer, share: start, step: steps[0], output: false };
  }
  if (latest.length < LATEST_STEPS_MIN || fitted || now < HIDDEN_LIMIT) return null;
  return { layer, share: now, step: onset(model, layer, steps, HIDDEN_LIMIT), output: false };
}

function stuckOutput(model: TrainedModel, layer: LayerInfo): Saturated | null {
  if (model.dataKind === 'synthetic') return null;
  const steps = model.steps.filter((step) => Number.isFinite(model.value(layer, 'saturatedFraction', step)));
  const latest = steps.slice(-LATEST_STEPS);
  if (latest.length < LATEST_STEPS || lossShare(model) < OUTPUT_LOSS) return null;
  const share = median(model.series(layer, 'saturatedFraction', latest));
  return share < OUTPUT_LIMIT ? null : { layer, share, step: onset(model, layer, steps, OUTPUT_LIMIT), output: true };
}

function onset(model: TrainedModel, layer: LayerInfo, steps: readonly number[], limit: number): number {
  let i = steps.length - 1;
  while (i > 0 && (model.value(layer, 'saturatedFraction', steps[i - 1]) ?? 0) >= limit) i--;
  return steps[i];
}

/** Median loss of the latest steps as a share of the median of the first. */
function lossShare(model: TrainedModel): number {
  const losses = model.steps.map((step) => model.loss(step)).filter((x) => x !== undefined);
  if (losses.length < LATEST_STEPS_MIN) return 1;
  return median(losses.slice(-10)) / Math.abs(median(losses.slice(0, INITIAL_STEPS)));
}

function explain(model: TrainedModel, { layer, step, output }: Saturated): { causeId: CauseId; cause: string; evidence: Record<string, number> } {
  if (output) {
    return { causeId: 'output-range', evidence: {}, cause: 'The output presses against the end of its range and the loss stays high: the targets lie outside what this activation can give, or the last updates were far too long.' };
  }
  const weights = model.value(layer, 'weightNorm', step);
  const initial = model.value(layer, 'weightNorm', model.steps[0]);
  const units = layer.weights.find(({ name }) => name.includes('kernel'))?.shape.at(-1);
  const scale = isPositive(weights) && units ? weights / Math.sqrt(units) : Number.NaN;
  const evidence: Record<string, number> = Number.isFinite(scale) ? { weightScale: scale } : {};
  if (isPositive(weights) && isPositive(initial) && weights >= 2 * initial) {
    return { causeId: 'learning-rate', evidence, cause: `Training made the layer's weights ${formatNumber(weights / initial)} times as large as they were.` };
  }
  if (scale >= LARGE_WEIGHTS) {
    return { causeId: 'weight-scale', evidence, cause: `The layer's weights are too large: a unit's weights have norm ${formatNumber(scale)}, where 1 keeps unit-scale inputs in the steep part.` };
  }
  return { causeId: 'input-scale', evidence, cause: 'The weights are of ordinary size, so that what comes in is too large.' };
}
