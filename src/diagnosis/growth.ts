/** Divergence in time: loss and gradient that grow from step to step, and whether the step length explains it. */
import { isPositive, median } from './numbers.js';
import type { TrainedModel } from './trainedModel.js';

export interface Growth {
  /** First step of the stretch in which it was seen. */
  step: number;
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
/** Where the loss is bounded (probabilities are clipped at 1e-7), hidden activations this much larger tell it. */
const ACTIVATION_FACTOR = 100;
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

  for (let i = WINDOW; i < steps.length; i++) {
    const window = steps.slice(i - WINDOW + 1, i + 1);
    const loss = median(window.map((step) => Math.abs(model.loss(step) ?? Number.NaN)));
    if (!(loss >= BOUNDED_LOSS_FACTOR * initialLoss)) continue;
    const gradientNorm = median(window.map((step) => model.gradientNorm(step) ?? Number.NaN));
    const output = median(window.map((step) => activation(step, [...model.outputs])));
    const unbounded = loss >= LOSS_FACTOR * initialLoss && gradientNorm >= GRADIENT_FACTOR * initialGradientNorm
      && !(output < OUTPUT_FACTOR * initialOutput);
    const bounded = initialActivation > 0 && median(window.map((step) => activation(step))) >= ACTIVATION_FACTOR * initialActivation;
    if (unbounded || bounded) return { step: window[0], initialLoss, loss, initialGradientNorm, gradientNorm };
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
