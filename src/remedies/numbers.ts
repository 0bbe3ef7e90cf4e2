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

/** A tenth of the learning rate, or as much less as brings the updates to a healthy share of the weights. */
export function lowerRate(learningRate: number, ratio: number | null): number {
  const share = ratio === null ? 0.1 : Math.min(0.1, Math.max(1e-4, HEALTHY_UPDATE / ratio));
  return oneDigit(learningRate * share);
}

/** Relative change of the weights per step that serves most nets (Karpathy, CS231n). */
const USUAL_UPDATE = 1e-3;

/** Ten times the learning rate, or as much more as brings the measured updates to the usual share of the weights. */
export function raiseRate(learningRate: number, ratio: number | null): number {
  const factor = ratio === null || !(ratio > 0) ? 10 : Math.min(1e4, Math.max(10, USUAL_UPDATE / ratio));
  return oneDigit(learningRate * factor);
}
