/** Folds what was recorded of a step into one row of statistics a layer. */
import { Group, HISTOGRAM_BINS, HISTOGRAMS, STATISTIC_COUNT, STATISTIC_INDEX as AT } from '../../shared/statistics.js';
import type { StepEvent } from '../../shared/trainerProtocol.js';
import { packHidden } from './hidden.js';
import type { Row } from './rows.js';
import type { Magnitudes } from './statistics.js';
import type { OutputRecord, StepRecord, WeightRecord } from './step.js';

/** Of several tensors together; see Magnitudes. */
type Totals = Omit<Magnitudes, 'bins'>;

export function stepEvent(record: StepRecord, rows: Row[], models: string[], withHistograms: boolean): StepEvent {
  const frame = new Frame(rows.length, withHistograms);
  const outputs = byRow(record.outputs);
  const weights = byRow(record.weights);
  rows.forEach((row, r) => {
    frame.activation(r, row, outputsThatCount(row, outputs.get(row) ?? []));
    frame.weights(r, weights.get(row) ?? []);
  });
  return {
    type: 'step',
    step: record.step,
    time: record.time,
    models,
    loss: record.loss?.sum ?? NaN,
    regularizationLoss: record.penalties && sum(record.penalties, (penalty) => penalty.sum),
    rows: rows.map(({ id }) => id),
    groups: frame.groups,
    values: frame.values,
    histograms: frame.histograms,
    hidden: packHidden(record.hidden, rows),
    firstNonFinite: record.firstNonFinite,
    inspection: record.inspection,
  };
}

/**
 * The outputs that count. Layers with several outputs are called once for each of them, and only one of those calls is
 * part of the graph: where some outputs have a gradient, those without are left out. A recurrent layer's outputs are its
 * hidden state over and over (sequence, last state, cell state behind it): the first one that is used stands for all.
 */
function outputsThatCount(row: Row, outputs: OutputRecord[]): OutputRecord[] {
  const bearing = outputs.filter(({ gradient }) => gradient !== null);
  const used = bearing.length > 0 ? bearing : outputs;
  if (!row.isRecurrent) return used;
  return used.filter((output, i) => used.findIndex(({ call }) => call === output.call) === i);
}

/** Elements per bin of several tensors together; used by one histogram after the other. */
const sums = new Float64Array(HISTOGRAM_BINS);

class Frame {
  readonly groups: Uint8Array;
  readonly values: Float32Array;
  readonly histograms: Uint16Array | null;

  constructor(rows: number, withHistograms: boolean) {
    this.groups = new Uint8Array(rows);
    this.values = new Float32Array(rows * STATISTIC_COUNT).fill(NaN);
    this.histograms = withHistograms ? new Uint16Array(rows * HISTOGRAMS.length * HISTOGRAM_BINS) : null;
  }

  activation(r: number, row: Row, outputs: OutputRecord[]): void {
    if (outputs.length === 0) return;
    this.groups[r]! |= Group.Activation;
    const activations = outputs.map(({ activation }) => activation);
    const total = totals(activations);
    const mean = sum(activations, (each) => each.sum) / total.length;
    this.set(r, AT.activationMean, mean);
    this.set(r, AT.activationStd, deviation(total.sumOfSquares / total.length, mean));
    this.set(r, AT.activationRms, Math.sqrt(total.sumOfSquares / total.length));
    this.set(r, AT.activationMax, total.max);
    this.set(r, AT.activationZeroFraction, total.zeros / total.length);
    this.set(r, AT.saturatedFraction, sum(activations, (each) => row.reading.saturated(each)) / total.length);
    this.set(r, AT.activationSlope, sum(activations, (each) => row.reading.slope(each)) / total.length);
    this.set(r, AT.activationNonFinite, total.nonFinite);
    this.units(r, outputs);
    this.histogram(r, 0, activations);
    const gradients = outputs.flatMap(({ gradient }) => gradient ?? []);
    if (gradients.length > 0) this.outputGradient(r, gradients);
  }

  weights(r: number, weights: WeightRecord[]): void {
    if (weights.length === 0) return;
    this.groups[r]! |= Group.WeightGradient;
    const gradients = weights.map(({ gradient }) => gradient);
    const total = totals(gradients);
    this.set(r, AT.weightGradientNorm, Math.sqrt(total.sumOfSquares));
    this.set(r, AT.weightGradientMax, total.max);
    this.set(r, AT.weightGradientZeroFraction, total.zeros / total.length);
    this.set(r, AT.weightGradientNonFinite, total.nonFinite);
    this.histogram(r, 2, gradients);
    const updates = weights.flatMap(({ update }) => update ?? []);
    if (updates.length === 0) return;
    this.groups[r]! |= Group.Update;
    const weightNorm = Math.sqrt(sum(updates, ({ before }) => before));
    const updateNorm = Math.sqrt(sum(updates, ({ change }) => change));
    this.set(r, AT.weightNorm, weightNorm);
    this.set(r, AT.updateNorm, updateNorm);
    this.set(r, AT.updateToWeightRatio, updateNorm / weightNorm);
    this.set(r, AT.updateNonFinite, sum(updates, ({ nonFinite }) => nonFinite));
  }

  private outputGradient(r: number, gradients: Magnitudes[]): void {
    this.groups[r]! |= Group.OutputGradient;
    const total = totals(gradients);
    this.set(r, AT.outputGradientRms, Math.sqrt(total.sumOfSquares / total.length));
    this.set(r, AT.outputGradientNorm, Math.sqrt(total.sumOfSquares));
    this.set(r, AT.outputGradientMax, total.max);
    this.set(r, AT.outputGradientZeroFraction, total.zeros / total.length);
    this.set(r, AT.outputGradientNonFinite, total.nonFinite);
    this.histogram(r, 1, gradients);
  }

  /** Silence is counted over all calls by the kernel, so the last call has the word; deviations are averaged. */
  private units(r: number, outputs: OutputRecord[]): void {
    const seen = outputs.filter(({ units }) => units !== null);
    const last = seen.at(-1)?.units;
    if (!last) return;
    const elements = sum(seen, ({ activation }) => activation.length);
    this.set(r, AT.activationBatchStd, sum(seen, ({ units, activation }) => units!.meanDeviation * activation.length) / elements);
    this.set(r, AT.silentFraction, last.silent / last.units);
    this.set(r, AT.deadFraction, last.dead / last.units);
  }

  private histogram(r: number, kind: number, summaries: Magnitudes[]): void {
    if (!this.histograms) return;
    let elements = 0;
    sums.fill(0);
    for (const { length, bins } of summaries) {
      elements += length;
      for (let bin = 0; bin < HISTOGRAM_BINS; bin++) sums[bin]! += bins![bin]!;
    }
    const offset = (r * HISTOGRAMS.length + kind) * HISTOGRAM_BINS;
    const scale = 65535 / elements;
    for (let bin = 0; bin < HISTOGRAM_BINS; bin++) {
      const count = sums[bin]!;
      // Few of very many elements must not look like none.
      if (count > 0) this.histograms[offset + bin] = Math.max(1, count * scale + 0.5);
    }
  }

  private set(r: number, statistic: number, value: number): void {
    this.values[r * STATISTIC_COUNT + statistic] = value;
  }
}

function byRow<T extends { row: Row }>(records: readonly T[]): Map<Row, T[]> {
  const groups = new Map<Row, T[]>();
  for (const record of records) {
    const group = groups.get(record.row);
    if (group) group.push(record);
    else groups.set(record.row, [record]);
  }
  return groups;
}

function totals(summaries: Magnitudes[]): Totals {
  const total: Totals = { length: 0, sumOfSquares: 0, max: 0, zeros: 0, nonFinite: 0 };
  for (const summary of summaries) {
    total.length += summary.length;
    total.sumOfSquares += summary.sumOfSquares;
    total.max = Math.max(total.max, summary.max);
    total.zeros += summary.zeros;
    total.nonFinite += summary.nonFinite;
  }
  return total;
}

/** Square root of E[x^2] - E[x]^2, and 0 where the difference is no more than rounding. */
function deviation(meanOfSquares: number, mean: number): number {
  const variance = meanOfSquares - mean * mean;
  return variance < 1e-13 * meanOfSquares ? 0 : Math.sqrt(variance);
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += of(item);
  return total;
}
