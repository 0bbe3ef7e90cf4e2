/** Numbers for remedies, from what was measured. */
import type { Finding } from '../shared/report.js';
import type { RunData } from '../shared/run.js';
import type { Statistic } from '../shared/statistics.js';

export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** 0.0372 -> 0.04. */
export function oneDigit(x: number): number {
  return Number(x.toPrecision(1));
}

/** A size of a step's gradients; undefined where nothing was captured. */
export type Measure = (data: RunData, step: number) => number | undefined;

function overLayers(data: RunData, statistic: Statistic, step: number): number[] {
  return data.layers.map(({ id }) => data.value(id, statistic, step)).filter((value) => value !== undefined);
}

/** L2 norm over all weight gradients. */
export const globalNorm: Measure = (data, step) => {
  const norms = overLayers(data, 'weightGradientNorm', step);
  return norms.length === 0 ? undefined : Math.hypot(...norms);
};

/** Largest L2 norm of a layer's weight gradient. */
export const largestNorm: Measure = (data, step) => {
  const norms = overLayers(data, 'weightGradientNorm', step);
  return norms.length === 0 ? undefined : Math.max(...norms);
};

/** Largest magnitude of an element in a weight gradient. */
export const largestElement: Measure = (data, step) => {
  const largest = overLayers(data, 'weightGradientMax', step);
  return largest.length === 0 ? undefined : Math.max(...largest);
};

/** A longer history says no more about the typical size. */
const STEPS_READ = 200;

/** The median over the steps before the trouble, to one digit; null where fewer than three healthy steps were seen. */
export function typical(finding: Finding, data: RunData, measure: Measure): number | null {
  const sizes: number[] = [];
  for (let step = Math.max(0, finding.step - STEPS_READ); step < finding.step; step++) {
    const size = measure(data, step);
    if (size !== undefined && Number.isFinite(size) && size > 0) sizes.push(size);
  }
  return sizes.length >= 3 ? oneDigit(median(sizes)!) : null;
}

/** Updates of 1e-3 of the weights are typical (Karpathy); somewhat more is well in the first steps. */
const HEALTHY_UPDATE = 3e-3;

/** The largest update-to-weight ratio up to the finding: the median over its last steps, of the worst layer in each. */
export function updateRatio(finding: Finding, data: RunData): number | null {
  const ratios: number[] = [];
  const last = Math.min(finding.step, data.stepCount - 1);
  for (let step = Math.max(0, last - 20); step <= last; step++) {
    const ofStep = data.layers.map(({ id }) => data.value(id, 'updateToWeightRatio', step) ?? Number.NaN).filter(Number.isFinite);
    if (ofStep.length > 0) ratios.push(Math.max(...ofStep));
  }
  return median(ratios);
}

/**
 * How far gradient descent without momentum goes past its limit, from how the gradient grew: along the direction of the
 * largest curvature c it is multiplied by 1 - rate * c in every step, so that growth by r means rate * c = 1 + r.
 *
 * @returns the learning rate over 1 / c, the one that reaches the bottom of a parabola in one step; null where nothing grew
 */
export function stepsPastLimit(finding: Finding, data: RunData): number | null {
  const growth: number[] = [];
  for (let step = 1; step < data.stepCount && (step <= finding.step || growth.length < 3); step++) {
    const ratio = (globalNorm(data, step) ?? Number.NaN) / (globalNorm(data, step - 1) ?? Number.NaN);
    if (Number.isFinite(ratio)) growth.push(ratio);
  }
  const factor = median(growth);
  return factor !== null && factor > 1 ? 1 + factor : null;
}

/**
 * Learning rates to try in the place of one that is too high, the one that the measured numbers speak for first, the
 * others on the way to a tenth of what it was.
 *
 * @param ratio measured update-to-weight ratio; null where there is none
 * @param pastLimit see stepsPastLimit; null where it does not apply
 */
export function lowerRates(learningRate: number, ratio: number | null, pastLimit: number | null): number[] {
  const tenth = oneDigit(learningRate / 10);
  if (pastLimit !== null) return distinct([oneDigit(learningRate / pastLimit), tenth, oneDigit(tenth / 10)]);
  const guess = ratio === null ? tenth : oneDigit(learningRate * Math.min(0.1, Math.max(1e-4, HEALTHY_UPDATE / ratio)));
  return guess < tenth ? distinct([guess, oneDigit(Math.sqrt(guess * tenth)), tenth]) : [tenth, oneDigit(tenth / 10), oneDigit(tenth / 100)];
}

/** Relative change of the weights per step that serves most nets (Karpathy, CS231n). */
const USUAL_UPDATE = 1e-3;

/** Learning rates to try in the place of one that is too low: what brings the measured updates to the usual share of the weights, and more. */
export function raiseRates(learningRate: number, ratio: number | null): number[] {
  const factor = ratio === null || !(ratio > 0) ? 10 : Math.min(1e4, Math.max(10, USUAL_UPDATE / ratio));
  return [1, 3, 10].map((more) => oneDigit(learningRate * factor * more));
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)];
}
