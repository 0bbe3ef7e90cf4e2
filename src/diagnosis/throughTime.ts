/** The gradient's way back through time: along the hidden states of a recurrent layer, from the end of its reading to the start. */
import type { LayerInfo } from '../shared/run.js';
import { isPositive, median } from './numbers.js';
import { INITIAL_STEPS, LATEST_STEPS, LATEST_STEPS_MIN } from './sustained.js';
import type { TrainedModel } from './trainedModel.js';

/** Time steps below which there is no long way to speak of. */
const SHORTEST = 8;

export interface TimeFlow {
  layer: LayerInfo;
  /** Training step at which it was seen first. */
  step: number;
  timeSteps: number;
  /** log2 of the gradient at the first state that was read over that at the last one: below 0 it fades on its way back. */
  gain: number;
  /** Factor by which a time step multiplies the gradient, the geometric mean. */
  perTimeStep: number;
}

/** The flow through each recurrent layer: at the median of the first steps, or of the latest ones where that is more extreme. */
export function timeFlows(model: TrainedModel): TimeFlow[] {
  return model.layers.filter(({ recurrent }) => recurrent !== null).flatMap((layer) => flowOf(model, layer) ?? []);
}

function flowOf(model: TrainedModel, layer: LayerInfo): TimeFlow | null {
  const seen = model.steps.flatMap((step) => gainAt(model, layer, step) ?? []);
  if (seen.length === 0) return null;
  const middle = (some: typeof seen): number => median(some.map(({ gain }) => gain));
  const start = seen.slice(0, INITIAL_STEPS);
  const latest = seen.slice(-LATEST_STEPS);
  const isLate = latest.length >= LATEST_STEPS_MIN && Math.abs(middle(latest)) > Math.abs(middle(start));
  const gain = middle(isLate ? latest : start);
  const [first] = isLate ? latest : start;
  return { layer, step: first.step, timeSteps: first.timeSteps, gain, perTimeStep: 2 ** (gain / (first.timeSteps - 1)) };
}

/** States on which the loss does not depend (those behind the last one that is used, padding) have a gradient of exactly 0. */
function gainAt(model: TrainedModel, layer: LayerInfo, step: number): { step: number; timeSteps: number; gain: number } | null {
  const byTime = model.hiddenGradient(layer, step);
  if (!byTime) return null;
  // In the order in which the layer reads.
  const read = layer.recurrent === 'backward' ? [...byTime].reverse() : [...byTime];
  const last = read.findLastIndex((norm) => norm !== 0);
  const timeSteps = last + 1;
  if (timeSteps < SHORTEST || !isPositive(read[last])) return null;
  // A gradient that has become 0 on the way has faded below what a float32 can hold.
  const first = isPositive(read[0]) ? read[0] : read[0] === 0 ? 2 ** -149 : NaN;
  const gain = Math.log2(first / read[last]);
  return Number.isFinite(gain) ? { step, timeSteps, gain } : null;
}
