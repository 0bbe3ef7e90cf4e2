/** Numbers for remedies, from what was measured. */
import type { Finding } from '../shared/report.js';
import type { RunData } from '../shared/run.js';

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

/** L2 norm over all weight gradients of a step; undefined where nothing was captured. */
function globalNorm(data: RunData, step: number): number | undefined {
  let sum = 0;
  let seen = false;
  for (const { id } of data.layers) {
    const norm = data.value(id, 'weightGradientNorm', step);
    if (norm === undefined) continue;
    seen = true;
    sum += norm * norm;
  }
  return seen ? Math.sqrt(sum) : undefined;
}

/** A longer history says no more about the typical norm. */
const STEPS_READ = 200;

/**
 * The threshold for clipping: the median of the global gradient norm over the steps before the trouble (Pascanu et al.,
 * 2013, recommend half to ten times the typical norm), to one digit; 1 where no healthy step was seen.
 */
export function clipThreshold(finding: Finding, data: RunData): number {
  const norms: number[] = [];
  for (let step = Math.max(0, finding.step - STEPS_READ); step < finding.step; step++) {
    const norm = globalNorm(data, step);
    if (norm !== undefined && Number.isFinite(norm) && norm > 0) norms.push(norm);
  }
  const typical = norms.length >= 3 ? median(norms) : null;
  return typical === null ? 1 : oneDigit(typical);
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
