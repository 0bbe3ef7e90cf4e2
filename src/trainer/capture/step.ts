/** What is recorded of one step, in the order in which it happens. */
import type { Inspection, NonFiniteOrigin } from '../../shared/run.js';
import type { HiddenSequence } from './hidden.js';
import type { Row } from './rows.js';
import type { Total } from './probe.js';
import type { Comparison, Magnitudes, Summary, UnitSummary } from './statistics.js';
import type { Layer, Variable } from './tfjs.js';

/** One output of one call of a layer. */
export interface OutputRecord {
  row: Row;
  /** Number of the call within the step, from 1. */
  call: number;
  activation: Summary;
  units: UnitSummary | null;
  /** dL/d(output); null when the loss does not depend on this output, or nothing below it is trained. */
  gradient: Magnitudes | null;
}

export interface WeightRecord {
  row: Row;
  variable: Variable;
  gradient: Magnitudes;
  update: Comparison | null;
}

export interface StepRecord {
  step: number;
  /** Milliseconds from the start of the program. */
  time: number;
  /** Null until the forward pass is over. */
  loss: Total | null;
  /** The penalties on weights that are part of it; null where nothing asked for them. */
  penalties: Total[] | null;
  /** Statistics were taken; otherwise only the loss and whether gradients are finite. */
  captured: boolean;
  outputs: OutputRecord[];
  weights: WeightRecord[];
  /** Hidden states through time, one for each pass of a cell over a sequence. */
  hidden: HiddenSequence[];
  /** How often each layer was called. */
  calls: Map<Row, number>;
  /** The model whose `fit` or `trainOnBatch` takes the step, if it is one of those. */
  container: Layer | null;
  firstNonFinite: NonFiniteOrigin | null;
  inspection: Inspection | null;
}

export function newStep(step: number, time: number, captured: boolean, container: Layer | null): StepRecord {
  return {
    step, time, loss: null, penalties: null, captured, outputs: [], weights: [], hidden: [], calls: new Map(), container, firstNonFinite: null, inspection: null,
  };
}

/** Rows of a step, in the order in which the step touched them. */
export function touchedRows(record: StepRecord): Row[] {
  return [...new Set([...record.outputs.map(({ row }) => row), ...record.weights.map(({ row }) => row)])];
}
