/** Divergence in time: loss and gradient that grow from step to step, and whether the step length explains it. */
import { isPositive, median } from './numbers.js';
import type { TrainedModel } from './trainedModel.js';

export interface Growth {
  /** First step of the stretch in which it was seen. */
  step: number;
  /** What grew: the loss, or (where the loss is bounded) the activations. */
  kind: 'loss' | 'activations';
  /** Factor by which the largest hidden activation (RMS) grew; 0 when there is none. */
  activationGrowth: number;
  initialLoss: number;
  loss: number;
  initialGradientNorm: number;
  gradientNorm: number;
}

/** Steps whose median is compared with the first: one bad batch does not make a divergence. */
const WINDOW = 3;
/**
 * A squared loss that grew 100-fold is 10 times as far from its target as at the start, and so is its gradient. No
 * sound run is: the first step is where a net knows nothing.
 */
const LOSS_FACTOR = 100;
const GRADIENT_FACTOR = 10;
/** The output itself must have grown, which tells a divergence from a first batch that happened to fit. */
const OUTPUT_FACTOR = 3;
/** A single step tells it too when its loss is this much larger and the update before it provably went too far. */
const LEAP_FACTOR = 1000;
/** Where the loss is bounded (probabilities are clipped at 1e-7), hidden activations this much larger tell it. */
const BOUNDED = [{ activation: 100, loss: 1.5 }, { activation: 10, loss: 3 }] as const;
const BOUNDED_LOSS_FACTOR = 1.5;

/** Where loss and gradient have outgrown the first step, or null. */
export function findGrowth(model: TrainedModel): Growth | null {
  const { steps } = model;
  const initialLoss = Math.abs(model.loss(steps[0]) ?? Number.NaN);
  const initialGradientNorm = model.gradientNorm(steps[0]) ?? Number.NaN;
  if (!isPositive(initialLoss) || !isPositive(initialGradientNorm)) return null;
  const hidden = model.layers.filter((layer) => !model.isOutput(layer));
  const activation = (step: number, layers = hidden) =>
    Math.max(0, ...layers.map((layer) => model.value(layer, 'activationRms', step) ?? 0));
  const initialActivation = activation(steps[0]);
  const initialOutput = activation(steps[0], [...model.outputs]);

  for (let i = 1; i < steps.length; i++) {
    const now = (window: readonly number[]) => {
      const middle = (measure: (step: number) => number) => median(window.map(measure));
      return {
        loss: middle((step) => Math.abs(model.loss(step) ?? Number.NaN)),
        gradientNorm: middle((step) => model.gradientNorm(step) ?? Number.NaN),
        output: middle((step) => activation(step, [...model.outputs])),
        activation: middle((step) => activation(step)),
      };
    };
    const one = Math.abs(model.loss(steps[i]) ?? Number.NaN);
    const leap = one >= LEAP_FACTOR * initialLoss && (overshoot(model, steps[i - 1]) ?? 0) >= OVERSHOOT_LIMIT;
    if (!leap && (i < WINDOW || !(one >= BOUNDED_LOSS_FACTOR * initialLoss))) continue;
    const window = leap ? [steps[i]] : steps.slice(i - WINDOW + 1, i + 1);
    const { loss, gradientNorm, output, activation: hiddenActivation } = now(window);
    const activationGrowth = initialActivation > 0 ? hiddenActivation / initialActivation : 0;
    const unbounded = loss >= LOSS_FACTOR * initialLoss && gradientNorm >= GRADIENT_FACTOR * initialGradientNorm
      && !(output < OUTPUT_FACTOR * initialOutput);
    const bounded = BOUNDED.some((limit) => loss >= limit.loss * initialLoss && activationGrowth >= limit.activation);
    // Against the first step nothing follows where the losses do not compare; that its own update goes too far does.
    if (model.learnsFromItself && !(median(window.map((step) => overshoot(model, step) ?? 0)) >= OVERSHOOT_LIMIT)) continue;
    if (unbounded || bounded) {
      return { step: window[0], kind: unbounded ? 'loss' : 'activations', activationGrowth, initialLoss, loss, initialGradientNorm, gradientNorm };
    }
  }
  return null;
}

/**
 * How much of the whole loss one update would remove if the loss were linear: sum over layers of |dL/dW| |dW| / loss.
 * Above 1 the update goes for more than there is. For a quadratic loss that is bounded below by 0 and plain gradient
 * descent, a value above 4 proves that learning rate times largest curvature is above 2, where descent diverges.
 */
export function overshoot(model: TrainedModel, step: number): number | undefined {
  const loss = Math.abs(model.loss(step) ?? Number.NaN);
  if (!isPositive(loss)) return undefined;
  let change = 0;
  let known = false;
  for (const layer of model.layers) {
    const gradient = model.value(layer, 'weightGradientNorm', step);
    const update = model.value(layer, 'updateNorm', step);
    if (gradient === undefined || update === undefined || !Number.isFinite(gradient * update)) continue;
    known = true;
    change += gradient * update;
  }
  return known ? change / loss : undefined;
}

/** Overshoot from which the step length is named as the cause: twice the way to the bottom of a parabola. */
export const OVERSHOOT_LIMIT = 4;

/** Largest overshoot over the steps before (and at) `until`; 0 when none is known. */
export function worstOvershoot(model: TrainedModel, until: number): number {
  const values = model.steps.filter((step) => step <= until).map((step) => overshoot(model, step) ?? 0);
  return Math.max(0, ...values.slice(-10), ...values.slice(0, 3));
}
