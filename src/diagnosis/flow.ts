/**
 * The gradient's way back through the hidden layers of a model at one step, without any absolute constant.
 *
 * The signal is the L2 norm of dL/d(output) over the whole batch. For independent weights of variance s^2 the squared
 * norm grows by fan_in * s^2 * E[f'(z)^2] from a layer's output to its input (He et al. 2015, eq. 14, summed over
 * units instead of averaged), so He's initialization keeps it at any sequence of widths, strides and kernel sizes. The
 * RMS per element does not: it changes with every change of width or resolution.
 */
import type { LayerInfo } from '../shared/run.js';
import { activationOf, canDie, canSaturate, elementsOf, hasTrainableWeights, largestSlope, rescales } from './layerKind.js';
import { isPositive } from './numbers.js';
import type { TrainedModel } from './trainedModel.js';

/** Hidden layers with weights that a statement about depth needs: with fewer there is no product of gains. */
const MIN_DEPTH = 3;

export interface Flow {
  step: number;
  /** First and last hidden layer with trained weights. */
  first: LayerInfo;
  last: LayerInfo;
  /** Hidden layers with weights from `first` to `last`. */
  depth: number;
  firstNorm: number;
  lastNorm: number;
  firstRms: number;
  lastRms: number;
  /** RMS of the two layers' activations. */
  firstActivation: number;
  lastActivation: number;
  /**
   * Natural logarithm of the backward gain from `last` to the pre-activation of `first`, with the gains of layers that
   * rescale by design taken as at most 1 (`growth`) or at least 1 (`shrinkage`).
   */
  shrinkage: number;
  growth: number;
  /** Part of `shrinkage` that the slopes of saturating activations made, as a logarithm. */
  slopeLog: number;
  /** Mean share of saturated elements over those activations. */
  saturated: number;
  /** Standard deviation of the log gain that random weights of these widths make by chance. */
  chance: number;
  /** Whether a ReLU layer on the way is silent as a whole: the gradient is then cut, not damped. */
  cut: boolean;
}

const known = new WeakMap<TrainedModel, readonly Flow[]>();

/** The flow at every step that has one. Worked out once for all rules: on deep nets it is most of a diagnosis. */
export function flowsOf(model: TrainedModel): readonly Flow[] {
  let flows = known.get(model);
  if (!flows) known.set(model, flows = model.steps.map((step) => flowAt(model, step)).filter((flow) => flow !== null));
  return flows;
}

/** The flow at a step, or null where the model is too shallow or something on the way is not finite. */
function flowAt(model: TrainedModel, step: number): Flow | null {
  const hidden = model.layers.filter((layer, i) => !model.isOutput(layer) && !isBeside(layer, model.layers[i - 1])
    && model.value(layer, 'outputGradientNorm', step) !== undefined);
  const weighted = hidden.filter(hasTrainableWeights);
  if (weighted.length < MIN_DEPTH) return null;
  const first = weighted[0];
  const last = weighted[weighted.length - 1];
  const way = hidden.slice(hidden.indexOf(first), hidden.indexOf(last) + 1);
  const at = (layer: LayerInfo, statistic: 'outputGradientNorm' | 'outputGradientRms' | 'activationRms') =>
    model.value(layer, statistic, step) ?? Number.NaN;
  if (!isPositive(at(last, 'outputGradientNorm')) || way.some((layer) => !Number.isFinite(at(layer, 'outputGradientNorm')))) return null;

  let shrinkage = 0;
  let growth = 0;
  for (let i = 1; i < way.length; i++) {
    const gain = Math.log(at(way[i - 1], 'outputGradientNorm') / at(way[i], 'outputGradientNorm'));
    if (Number.isNaN(gain)) continue; // 0 / 0: already counted where it became 0.
    shrinkage += rescales(way[i]) ? Math.max(0, gain) : gain;
    growth += rescales(way[i]) ? Math.min(0, gain) : gain;
  }
  const slopes = way.map((layer) => Math.log(slopeAt(model, layer, step)));
  shrinkage += slopes[0];
  const saturating = way.filter(canSaturate);
  const saturated = saturating.map((layer) => model.value(layer, 'saturatedFraction', step) ?? 0);
  return {
    step, first, last, depth: weighted.length,
    firstNorm: at(first, 'outputGradientNorm'), lastNorm: at(last, 'outputGradientNorm'),
    firstRms: at(first, 'outputGradientRms'), lastRms: at(last, 'outputGradientRms'),
    firstActivation: at(first, 'activationRms'), lastActivation: at(last, 'activationRms'),
    shrinkage, growth,
    slopeLog: slopes.reduce((sum, x) => sum + x, 0),
    saturated: saturated.length === 0 ? 0 : saturated.reduce((sum, x) => sum + x, 0) / saturated.length,
    chance: chanceSpread(weighted),
    cut: way.some((layer) => canDie(layer) && model.value(layer, 'silentFraction', step) === 1),
  };
}

/** Parts of one layer that read the same, as the two directions of a bidirectional layer do, are one layer of depth. */
function isBeside({ parent, inbound }: LayerInfo, before: LayerInfo | undefined): boolean {
  return parent !== null && parent === before?.parent && inbound.join() === before.inbound.join();
}

/** Mean slope of an activation that can saturate; 1 for all others, whose slope the weights are meant to make up for. */
function slopeAt(model: TrainedModel, layer: LayerInfo, step: number): number {
  if (!canSaturate(layer)) return 1;
  const slope = model.value(layer, 'activationSlope', step);
  if (slope === undefined || Number.isNaN(slope)) return largestSlope(layer);
  return Math.max(slope, Number.MIN_VALUE);
}

/**
 * Random weights make the log of the squared gain vary with variance c * (sum of 1 / width): c = 2 for linear-like
 * layers (chi-squared), 5 for ReLU (Hanin and Nica 2018, "Products of many large random matrices and gradients in deep
 * neural networks"). Half of its root is the standard deviation of the log gain of the norm.
 */
function chanceSpread(layers: readonly LayerInfo[]): number {
  const variance = layers.reduce((sum, layer) => sum + (activationOf(layer) === 'relu' ? 5 : 2) / Math.max(1, elementsOf(layer)), 0);
  return Math.sqrt(variance) / 2;
}

/**
 * Gains beyond this are a finding: two decades, beyond what sound nets show (tanh nets of 17 layers: up to 56-fold) and
 * beyond what one learning rate serves, widened by two standard deviations of what chance makes of narrow layers.
 */
export function gainLimit(flow: Flow): number {
  return Math.log(100) + 2 * flow.chance;
}
