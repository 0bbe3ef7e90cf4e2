import { formatNumber } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { OVERSHOOT_LIMIT, worstOvershoot } from '../growth.js';
import { activationOf, unitsOf } from '../layerKind.js';
import { median } from '../numbers.js';
import { finding, learningRateNote, nameLayers, type CauseId, type Rule } from '../rule.js';
import { LATEST_STEPS_MIN } from '../sustained.js';
import type { TrainedModel } from '../trainedModel.js';

/** A loss this much below its start (or 0) has nothing left to learn: zero gradients are then success. */
const LEARNED = 1e-3;

/**
 * Weights whose gradient is exactly 0, step after step: they do not learn at all.
 *
 * Formula: `weightGradientNorm` = 0 over the latest 10 steps (or from the first step on, when the reason is plain: a
 * softmax over one unit is the constant 1), with a loss above 0. All trained layers: an error; some: a warning.
 * Source: Goodfellow et al. 2016, 6.2.2.3 (softmax); Wardat et al. 2022 (DeepDiagnosis) for the symptom.
 * Healthy: gradients that are small, or 0 because the loss is 0, or 0 for one batch.
 */
export const zeroGradient: Rule = {
  id: 'zero-gradient',
  find(model: TrainedModel): Finding[] {
    const softmax = model.outputs.find((layer) => activationOf(layer) === 'softmax' && unitsOf(layer) === 1);
    const needed = softmax ? 1 : LATEST_STEPS_MIN;
    const zero = model.trained.map((layer) => ({ layer, since: zeroSince(model, layer, needed) })).filter((one) => one.since !== null);
    if (zero.length === 0 || hasLearned(model, softmax !== undefined)) return [];
    const trained = model.trained.filter((layer) => model.series(layer, 'weightGradientNorm').length > 0);
    const all = zero.length === trained.length;
    const step = Math.min(...zero.map((one) => one.since ?? 0));
    const layers = zero.map((one) => one.layer);
    const why = explain(model, layers, step, all ? softmax : undefined);
    return [finding('zero-gradient', model, {
      severity: all ? 'error' : 'warning',
      layers: all && softmax ? [softmax, ...layers.filter((layer) => layer !== softmax)] : layers,
      step, confidence: all ? 0.99 : 0.8,
      message: all
        ? `Every gradient of the model is exactly 0 since step ${step}: nothing is learned.`
        : `The gradient of ${nameLayers(layers)} is exactly 0 since step ${step}: ${layers.length === 1 ? 'it does' : 'they do'} not learn.`,
      causeId: why.causeId, cause: why.cause,
      evidence: { zeroLayers: layers.length, trainedLayers: trained.length },
    })];
  },
};

/** First step of the stretch of zero gradients up to the end, when it is long enough. */
function zeroSince(model: TrainedModel, layer: LayerInfo, needed: number): number | null {
  const steps = model.steps.filter((step) => model.value(layer, 'weightGradientNorm', step) !== undefined);
  let i = steps.length;
  while (i > 0 && model.value(layer, 'weightGradientNorm', steps[i - 1]) === 0) i--;
  return steps.length - i >= needed ? steps[i] : null;
}

function hasLearned(model: TrainedModel, constantOutput: boolean): boolean {
  const losses = model.steps.map((step) => model.loss(step)).filter((x) => x !== undefined);
  // A constant output learns nothing; on single examples its loss is near 0 every time the constant happens to be right.
  if (constantOutput) return losses.every((loss) => loss === 0);
  return Math.abs(median(losses.slice(-LATEST_STEPS_MIN))) <= LEARNED * Math.abs(losses[0]) || losses.at(-1) === 0;
}

function explain(model: TrainedModel, layers: readonly LayerInfo[], step: number, softmax: LayerInfo | undefined): { causeId: CauseId; cause: string } {
  if (softmax) {
    return {
      causeId: 'single-unit-softmax',
      cause: `${softmax.name} is a softmax over one unit, which is 1 whatever comes in; use sigmoid for two classes, or one unit per class.`,
    };
  }
  const zeros = (layer: LayerInfo) => /zeros/i.test(layer.kernelInitializer ?? '');
  if (step === model.steps[0] && [...model.trained].some(zeros)) {
    return { causeId: 'zero-initialization', cause: `Weights that all start at zero (${nameLayers(model.trained.filter(zeros))}) pass no gradient on.` };
  }
  const loss = (at: number) => Math.abs(model.loss(at) ?? Number.NaN);
  const overshoot = worstOvershoot(model, step);
  if (loss(step) > loss(model.steps[0]) && overshoot >= OVERSHOOT_LIMIT) {
    return {
      causeId: 'learning-rate',
      cause: `The updates before were too long${learningRateNote(model)} and left the model where its loss is flat: ${formatNumber(loss(step))}, from ${formatNumber(loss(model.steps[0]))} at the start.`,
    };
  }
  return { causeId: 'unknown', cause: `No part of the loss depends on ${layers.length === 1 ? 'this layer' : 'these layers'} any more.` };
}
