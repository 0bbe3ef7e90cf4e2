import { formatNumber, formatShare } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import type { KernelFacts, LayerInfo } from '../../shared/run.js';
import { chanceLoss, firstInspection, lossKind, progress } from '../lossLevel.js';
import { canSaturate, initiallySaturated, rescales } from '../layerKind.js';
import { isPositive } from '../numbers.js';
import { finding, nameLayers, type Rule } from '../rule.js';
import type { TrainedModel } from '../trainedModel.js';

/**
 * std(W) sqrt(fan_in), the factor by which a layer scales what comes in: 1.41 for He, about 1 for Glorot and LeCun. From
 * 3 on, three layers scale by 27 and more.
 */
const LARGE_GAIN = 3;
/** A first loss of more than this many times the best constant guess: outputs that are wrong with great confidence. */
const ABSURD = 5;

/**
 * Initial weights too large for the layers' widths: the first outputs, and with them loss and gradient, are far too large.
 *
 * Formula: std(W) sqrt(fan_in) of an initial kernel is at least 3 (He: 1.41), and either the loss of step 0 is at least
 * five times that of the best constant guess, or (where that is not known) the output's scale is above 100; or the layer
 * itself is sigmoid or tanh and as saturated at step 0 as pre-activations of standard deviation 4 are (13 % sigmoid, 45 %
 * tanh). A warning: steps are spent on bringing the weights down. Weights that are too small show as a vanishing gradient.
 * Source: Glorot and Bengio 2010; He et al. 2015; Karpathy 2019, "A recipe for training neural networks" (loss at init).
 * Healthy: std(W) = sqrt(2 / fan_in) for ReLU, sqrt(1 / fan_in) for others; a first loss near that of a constant guess.
 */
export const poorInitialization: Rule = {
  id: 'poor-initialization',
  find(model: TrainedModel): Finding[] {
    const inspection = firstInspection(model);
    if (!inspection || model.layers.some(rescales)) return [];
    const large = inspection.kernels.filter((kernel) => gain(kernel) >= LARGE_GAIN && kernel.fanIn >= 2);
    const layers = large.map(({ layer }) => model.layer(layer)).filter((layer) => layer !== undefined);
    const excess = lossExcess(model);
    const flat = layers.filter((layer) => isFlat(model, layer));
    if (layers.length === 0 || (excess < ABSURD && flat.length === 0)) return [];
    const worst = large.reduce((most, kernel) => (gain(kernel) > gain(most) ? kernel : most));
    const [layer] = layers;
    return [finding('poor-initialization', model, {
      severity: 'warning', layers, step: inspection.step, confidence: 0.9,
      message: `The initial weights of ${nameLayers(layers)} are too large: ${model.layer(worst.layer)?.name ?? worst.layer} scales what comes in by ${formatNumber(gain(worst))}, where 1 to 1.4 keeps its scale, and ${harm(model, excess, flat)}.`,
      causeId: 'weight-scale',
      cause: `${initializerOf(layer)} gives weights of standard deviation ${formatNumber(large[0].std)} to units with ${large[0].fanIn} inputs; He's initialization would be ${formatNumber(Math.sqrt(2 / large[0].fanIn))}.`,
      evidence: { gain: gain(worst), std: large[0].std, fanIn: large[0].fanIn, lossExcess: excess },
    })];
  },
};

function gain({ std, fanIn }: KernelFacts): number {
  return std * Math.sqrt(fanIn);
}

function isFlat(model: TrainedModel, layer: LayerInfo): boolean {
  return canSaturate(layer) && !model.isOutput(layer) && (model.value(layer, 'saturatedFraction', model.steps[0]) ?? 0) >= initiallySaturated(layer);
}

function harm(model: TrainedModel, excess: number, [flat]: readonly LayerInfo[]): string {
  if (excess >= ABSURD || flat === undefined) return `the first loss is ${formatNumber(model.loss(model.steps[0]) ?? Number.NaN)}`;
  return `${formatShare(model.value(flat, 'saturatedFraction', model.steps[0]) ?? Number.NaN)} of ${flat.name}'s activations are saturated at step ${model.steps[0]}`;
}

/** The first loss over that of the best constant guess; over the scale of a sound output where that is not known. */
function lossExcess(model: TrainedModel): number {
  const first = progress(model)?.first ?? model.loss(model.steps[0]);
  const chance = chanceLoss(model);
  if (isPositive(first) && chance !== null && lossKind(model) !== null) return first / chance;
  const scale = Math.max(0, ...model.outputs.map((layer) => model.value(layer, 'activationRms', model.steps[0]) ?? 0));
  return scale / 20;
}

function initializerOf(layer: LayerInfo): string {
  return layer.kernelInitializer ?? 'The initializer';
}
