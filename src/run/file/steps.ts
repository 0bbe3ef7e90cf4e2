/** Steps as one record: numbers of the same kind lie together, which makes them small, and lists of ids are told once. */
import { HISTOGRAM_BINS, HISTOGRAMS, STATISTIC_COUNT } from '../../shared/statistics.js';
import type { HiddenGradients, StepEvent } from '../../shared/trainerProtocol.js';
import { RunFileError } from './format.js';
import type { StepsRecord } from './schema.js';

const HISTOGRAMS_PER_ROW = HISTOGRAMS.length * HISTOGRAM_BINS;
/** Steps that a file may tell of; a damaged number must not make the reader reserve memory for billions. */
const MOST_STEPS = 50_000_000;
/** Steps in a row without a capture. */
const LONGEST_GAP = 1_000_000;

export function packSteps(events: readonly StepEvent[]): StepsRecord {
  const rowSets = new Lists();
  const modelSets = new Lists();
  const withHistograms = events.flatMap(({ histograms }) => histograms ?? []);
  const withHidden = events.flatMap(({ hidden }) => hidden ?? []);
  return {
    type: 'steps',
    step: Uint32Array.from(events, ({ step }) => step),
    time: Float64Array.from(events, ({ time }) => time),
    loss: Float64Array.from(events, ({ loss }) => loss),
    hasPenalty: Uint8Array.from(events, ({ regularizationLoss }) => Number(regularizationLoss !== null)),
    penalty: Float64Array.from(events, ({ regularizationLoss }) => regularizationLoss ?? 0),
    rowSet: Uint16Array.from(events, ({ rows }) => rowSets.indexOf(rows)),
    modelSet: Uint16Array.from(events, ({ models }) => modelSets.indexOf(models)),
    groups: joined(Uint8Array, events.map(({ groups }) => groups)),
    values: joined(Float32Array, events.map(({ values }) => values)),
    hasHistograms: Uint8Array.from(events, ({ histograms }) => Number(histograms !== null)),
    histograms: joined(Uint16Array, withHistograms),
    hasHidden: Uint8Array.from(events, ({ hidden }) => Number(hidden !== null)),
    hiddenTimes: joined(Uint32Array, withHidden.map(({ times }) => times)),
    hidden: joined(Float32Array, withHidden.map(({ values }) => values)),
    inspections: events.flatMap(({ inspection }) => inspection ?? []),
    rowSets: rowSets.all,
    modelSets: modelSets.all,
  };
}

/** @throws RunFileError where the parts do not fit together; nothing has been given then */
export function unpackSteps(record: StepsRecord, stepCount: number): StepEvent[] {
  const count = record.step.length;
  const perStep = [record.time, record.loss, record.hasPenalty, record.penalty, record.rowSet, record.modelSet, record.hasHistograms, record.hasHidden];
  demand(perStep.every(({ length }) => length === count));
  const inspections = new Map(record.inspections.map((inspection) => [inspection.step, inspection]));
  const groups = new Cursor(record.groups);
  const values = new Cursor(record.values);
  const histograms = new Cursor(record.histograms);
  const hiddenTimes = new Cursor(record.hiddenTimes);
  const hidden = new Cursor(record.hidden);
  let last = stepCount - 1;
  const events = Array.from(record.step, (step, i): StepEvent => {
    demand(step > last && step - last <= LONGEST_GAP && step < MOST_STEPS);
    last = step;
    const rows = record.rowSets[record.rowSet[i]!];
    const models = record.modelSets[record.modelSet[i]!];
    demand(rows !== undefined && models !== undefined);
    return {
      type: 'step', step, time: record.time[i]!, loss: record.loss[i]!, rows, models,
      regularizationLoss: record.hasPenalty[i] ? record.penalty[i]! : null,
      groups: groups.take(rows.length),
      values: values.take(rows.length * STATISTIC_COUNT),
      histograms: record.hasHistograms[i] ? histograms.take(rows.length * HISTOGRAMS_PER_ROW) : null,
      hidden: record.hasHidden[i] ? takeHidden(hiddenTimes.take(rows.length), hidden) : null,
      firstNonFinite: null,
      inspection: inspections.get(step) ?? null,
    };
  });
  demand([groups, values, histograms, hiddenTimes, hidden].every(({ isAtEnd }) => isAtEnd));
  return events;
}

function takeHidden(times: Uint32Array, values: Cursor<Float32Array>): HiddenGradients {
  return { times, values: values.take(times.reduce((sum, time) => sum + time, 0)) };
}

type NumberArray = Uint8Array | Uint16Array | Uint32Array | Float32Array;

/** Hands out an array piece by piece. */
class Cursor<T extends NumberArray> {
  #at = 0;

  constructor(private readonly array: T) {}

  get isAtEnd(): boolean {
    return this.#at === this.array.length;
  }

  take(count: number): T {
    demand(count <= this.array.length - this.#at);
    this.#at += count;
    return this.array.subarray(this.#at - count, this.#at) as T;
  }
}

/** The different lists among many. */
class Lists {
  readonly all: string[][] = [];
  readonly #index = new Map<string, number>();

  indexOf(list: readonly string[]): number {
    const key = JSON.stringify(list);
    let index = this.#index.get(key);
    if (index === undefined) {
      index = this.all.push([...list]) - 1;
      this.#index.set(key, index);
    }
    return index;
  }
}

function joined<T extends NumberArray>(Type: new (length: number) => T, parts: readonly NumberArray[]): T {
  const whole = new Type(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function demand(fits: boolean): asserts fits {
  if (!fits) throw new RunFileError('is damaged: the numbers of its steps do not fit together');
}
