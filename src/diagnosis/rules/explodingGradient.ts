import { formatNumber } from '../../shared/format.js';
import type { Finding } from '../../shared/report.js';
import { attributeGrowth } from '../attribution.js';
import { flowsOf, gainLimit } from '../flow.js';
import { findGrowth, OVERSHOOT_LIMIT, worstOvershoot } from '../growth.js';
import { formatFactor, isPositive, median } from '../numbers.js';
import { finding, learningRateNote, type Rule } from '../rule.js';
import { sustained } from '../sustained.js';
import type { TrainedModel } from '../trainedModel.js';

/**
 * Sensitivity of the loss to a relative change of a recurrent layer's weights, |dL/dW| |W| / (first loss). A net without
 * recurrence shows 1 to 100; the product of recurrent weights over T steps makes it exponential in T. From 1,000 on, a
 * change of the weights by the usual 0.1 % changes the loss by as much as there was.
 */
const SENSITIVITY_LIMIT = 1000;
/** The gradient must also have reached the weights: clipping and Adam keep updates far below a tenth of them. */
const LARGE_UPDATE = 0.1;

/**
 * Gradients grow: over depth, over training steps, or through time.
 *
 * Over depth: |dL/da_first| / |dL/da_last| > 100 * exp(2 s), the mirror image of the vanishing gradient.
 * Over steps: loss 100 times and gradient 10 times those of the first step, at the median of 3 steps, with a larger
 * output (or loss 1,000 times at one step, after an update that provably went too far); or hidden activations 100-fold
 * and a larger loss. This needs no depth: a one-layer net diverges so under
 * gradient descent when learning rate times largest curvature exceeds 2.
 * Through time: |dL/dW| |W| / (first loss) of a recurrent layer above 1,000, and an update of a tenth of its weights or more.
 * Source: Bengio et al. 1994; Pascanu, Mikolov and Bengio 2013; Hanin and Nica 2018.
 * An error in each case.
 * Healthy: none of the three at any step.
 */
export const explodingGradient: Rule = {
  id: 'exploding-gradient',
  find(model: TrainedModel): Finding[] {
    const found = overDepth(model) ?? throughTime(model) ?? (model.dataKind === 'program' ? overSteps(model) : null);
    return found === null ? [] : [found];
  },
};

function overDepth(model: TrainedModel): Finding | null {
  const seen = sustained(flowsOf(model), (flow) => flow.growth - gainLimit(flow));
  if (seen === null) return null;
  const flow = seen.initial ? seen.onset : seen.typical;
  const { first, last } = flow;
  const attribution = attributeGrowth(flow);
  return finding('exploding-gradient', model, {
    severity: 'error', layers: [first, last], step: seen.onset.step, confidence: 0.9,
    message: `${first.name}'s gradients are ${formatFactor(flow.firstNorm / flow.lastNorm)} larger than ${last.name}'s at step ${flow.step}: they grow from layer to layer on the way back.`,
    causeId: attribution.causeId, cause: attribution.cause,
    evidence: {
      growth: 'depth', ratio: flow.firstNorm / flow.lastNorm, firstNorm: flow.firstNorm, lastNorm: flow.lastNorm,
      firstRms: flow.firstRms, lastRms: flow.lastRms, firstActivationRms: flow.firstActivation, lastActivationRms: flow.lastActivation,
      depth: flow.depth, first: first.id, last: last.id, limit: Math.exp(gainLimit(flow)), ...attribution.evidence,
      ...clipping(model, model.steps),
    },
  });
}

function overSteps(model: TrainedModel): Finding | null {
  const growth = findGrowth(model);
  if (growth === null) return null;
  const worst = worstOvershoot(model, growth.step);
  const tooLong = worst >= OVERSHOOT_LIMIT;
  const grown = growth.kind === 'loss'
    ? `the gradient became ${formatFactor(growth.gradientNorm / growth.initialGradientNorm)} as large`
    : `the activations became ${formatFactor(growth.activationGrowth)} as large`;
  const largest = [...model.trained].sort((a, b) =>
    (model.value(b, 'weightGradientNorm', growth.step) ?? 0) - (model.value(a, 'weightGradientNorm', growth.step) ?? 0));
  return finding('exploding-gradient', model, {
    severity: 'error', layers: largest.slice(0, 1), step: growth.step, confidence: 0.95,
    message: `Training diverges: by step ${growth.step} the loss went from ${formatNumber(growth.initialLoss)} to ${formatNumber(growth.loss)}, and ${grown}.`,
    causeId: tooLong ? 'learning-rate' : 'unknown',
    cause: tooLong
      ? `The updates are too long${learningRateNote(model)}: one was ${formatFactor(worst)} the step that would take the loss to 0 on a straight line.`
      : 'Loss and gradient grow from step to step; the length of single updates does not explain it.',
    evidence: {
      growth: 'steps', initialLoss: growth.initialLoss, loss: growth.loss, initialGradientNorm: growth.initialGradientNorm,
      gradientNorm: growth.gradientNorm, activationGrowth: growth.activationGrowth,
      overshoot: worst, ...clipping(model, model.steps.filter((step) => step < growth.step)),
    },
  });
}

function throughTime(model: TrainedModel): Finding | null {
  const initialLoss = Math.abs(model.loss(model.steps[0]) ?? Number.NaN);
  if (!isPositive(initialLoss)) return null;
  for (const layer of model.layers.filter(({ recurrent }) => recurrent !== null)) {
    for (const step of model.steps) {
      const gradient = model.value(layer, 'weightGradientNorm', step);
      const weights = model.value(layer, 'weightNorm', step);
      if (!isPositive(gradient) || !isPositive(weights)) continue;
      const sensitivity = (gradient * weights) / initialLoss;
      const update = model.value(layer, 'updateToWeightRatio', step) ?? 0;
      if (sensitivity < SENSITIVITY_LIMIT || !(update >= LARGE_UPDATE)) continue;
      return finding('exploding-gradient', model, {
        severity: 'error', layers: [layer], step, confidence: 0.85,
        message: `${layer.name}'s gradient explodes at step ${step}: its norm is ${formatNumber(gradient)}, and the update changes its weights by ${formatNumber(update)} times their own size.`,
        causeId: 'recurrence',
        cause: 'The gradient is multiplied by the recurrent weights once for every time step of the sequence, and nothing bounds the product.',
        evidence: { growth: 'time', sensitivity, gradientNorm: gradient, weightNorm: weights, updateToWeightRatio: update, initialLoss, ...clipping(model, model.steps) },
      });
    }
  }
  return null;
}

/** What a clipping threshold is chosen from (Pascanu et al. 2013: half to ten times the typical norm). */
function clipping(model: TrainedModel, steps: readonly number[]): { typicalGradientNorm: number } | Record<string, never> {
  const typical = median(steps.map((step) => model.gradientNorm(step)).filter(isPositive));
  return isPositive(typical) ? { typicalGradientNorm: typical } : {};
}
