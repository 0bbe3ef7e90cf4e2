/** How high a loss stands: against its start, and against what the best constant guess would cost. */
import type { Inspection } from '../shared/run.js';
import { isPositive, maximum, median } from './numbers.js';
import { INITIAL_STEPS, LATEST_STEPS } from './sustained.js';
import type { TrainedModel } from './trainedModel.js';

export type LossKind = 'cross-entropy' | 'squared' | 'absolute';

/** Losses by the names that `compile` takes and the functions of tf.losses. */
const KINDS: Record<string, LossKind> = {
  categoricalCrossentropy: 'cross-entropy',
  sparseCategoricalCrossentropy: 'cross-entropy',
  binaryCrossentropy: 'cross-entropy',
  softmaxCrossEntropy: 'cross-entropy',
  sigmoidCrossEntropy: 'cross-entropy',
  logLoss: 'cross-entropy',
  meanSquaredError: 'squared',
  mse: 'squared',
  meanAbsoluteError: 'absolute',
  mae: 'absolute',
  absoluteDifference: 'absolute',
};

/** What the model's loss is, as far as its names tell; null for losses of the program's own, and for several. */
export function lossKind(model: TrainedModel): LossKind | null {
  const called = model.inspections.flatMap(({ lossCalls }) => lossCalls.map(({ name }) => name));
  const kinds = new Set([...(model.info?.losses ?? []), ...called].map((name) => KINDS[name]).filter((kind) => kind !== undefined));
  return kinds.size === 1 ? [...kinds][0] : null;
}

/** The loss without penalties on weights. */
export function dataLoss(model: TrainedModel, step: number): number {
  return (model.loss(step) ?? Number.NaN) - model.regularizationLoss(step);
}

export interface Progress {
  /** Median loss, penalties left out, of the first three steps and of the latest twenty. */
  first: number;
  latest: number;
  /** latest / first. */
  share: number;
  /** All that train the model. */
  steps: number;
}

/**
 * How far the loss came, or null where it is not finite or cannot be compared: it starts at or below 0, or the model
 * learns from what is being trained.
 */
export function progress(model: TrainedModel): Progress | null {
  if (model.learnsFromItself) return null;
  const { steps } = model;
  const first = median(steps.slice(0, INITIAL_STEPS).map((step) => dataLoss(model, step)));
  const latest = median(steps.slice(-LATEST_STEPS).map((step) => dataLoss(model, step)));
  return isPositive(first) && Number.isFinite(latest) ? { first, latest, share: latest / first, steps: model.stepCount } : null;
}

/**
 * Loss of the best constant guess: the entropy of the labels for a cross-entropy, the variance of the targets for a
 * squared loss, their mean deviation (0.8 standard deviations of a normal distribution) for an absolute one. Null where
 * loss or targets are not known. The targets are those of the inspected batches, the most varied of them.
 */
export function chanceLoss(model: TrainedModel): number | null {
  const kind = lossKind(model);
  const targets = model.inspections.flatMap((inspection) => (inspection.targets.length === 1 ? inspection.targets : []));
  if (kind === null || targets.length === 0) return null;
  const levels = targets.map(({ labelEntropy, std }) => (kind === 'cross-entropy' ? labelEntropy ?? Number.NaN : kind === 'squared' ? std ** 2 : 0.8 * std));
  const level = maximum(levels.filter(Number.isFinite));
  return isPositive(level) ? level : null;
}

/** The inspection that tells of the data: the first one, before training changed anything. */
export function firstInspection(model: TrainedModel): Inspection | undefined {
  return model.inspections.at(0);
}
