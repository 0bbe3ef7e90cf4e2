/** Hidden states of recurrent layers through time, and the gradients that come back to them. */
import type { HiddenGradients } from '../../shared/trainerProtocol.js';
import type { Elements } from './probe.js';
import type { Row } from './rows.js';
import type { Magnitudes } from './statistics.js';

/** The state after one time step. */
export interface HiddenStep {
  /** Elements: samples x units. */
  length: number;
  /** dL/d(state); null where the loss does not depend on it. */
  gradient: Pick<Magnitudes, 'sumOfSquares'> | null;
}

/** One pass of a cell over a sequence. */
export interface HiddenSequence {
  row: Row;
  /** In the order in which the cell was called. */
  steps: HiddenStep[];
  /** The cell reads the sequence from its end. */
  backwards: boolean;
  /** [samples, time] or [samples, time, 1], 0 where a sample is padded; null: nothing is. */
  mask: { shape: number[]; elements: Elements } | null;
}

/**
 * RMS of dL/d(state) for each time step of the input, over the samples that are no padding there and over all passes.
 * 0 where the loss does not depend on the state; null where it depends on none, or nothing below is trained.
 */
export function hiddenGradient(sequences: readonly HiddenSequence[]): Float32Array | null {
  if (!sequences.some(({ steps }) => steps.some(({ gradient }) => gradient !== null))) return null;
  const times = Math.max(...sequences.map(({ steps }) => steps.length));
  const squares = new Float64Array(times);
  const elements = new Float64Array(times);
  for (const { steps, backwards, mask } of sequences) {
    const shares = mask && presentShares(mask.shape, mask.elements.values, steps.length);
    steps.forEach(({ length, gradient }, i) => {
      const time = backwards ? steps.length - 1 - i : i;
      squares[time]! += gradient?.sumOfSquares ?? 0;
      elements[time]! += length * (shares?.[time] ?? 1);
    });
  }
  return Float32Array.from(squares, (sum, time) => (elements[time]! > 0 ? Math.sqrt(sum / elements[time]!) : 0));
}

/** What a frame holds of them; null where no row has any. */
export function packHidden(sequences: readonly HiddenSequence[], rows: readonly Row[]): HiddenGradients | null {
  if (sequences.length === 0) return null;
  const series = rows.map((row) => hiddenGradient(sequences.filter((sequence) => sequence.row === row)));
  const times = Uint32Array.from(series, (values) => values?.length ?? 0);
  const values = new Float32Array(times.reduce((sum, count) => sum + count, 0));
  let at = 0;
  for (const each of series) {
    values.set(each ?? [], at);
    at += each?.length ?? 0;
  }
  return values.length > 0 ? { times, values } : null;
}

/** Share of the samples that a mask lets through, for each time step; null where it cannot be told. */
function presentShares([samples, ...rest]: number[], values: ArrayLike<number> | null, times: number): Float64Array | null {
  if (!samples || values?.length !== samples * times || rest[0] !== times) return null;
  const shares = new Float64Array(times);
  for (let i = 0; i < values.length; i++) if (values[i]) shares[i % times]! += 1 / samples;
  return shares;
}
