/**
 * How the capture looks at tensors. What is answered may be filled in later, in place: on a GPU the numbers of a step
 * arrive when the step is long over.
 */
import type { PartObserver } from '../backend/optimizers/observer.js';
import type { Row } from './rows.js';
import type { Bounds, Comparison, Magnitudes, Summary, UnitSummary } from './statistics.js';
import type { Tensor, Variable } from './tfjs.js';

/** The part of a summary that the loss needs. */
export type Total = Pick<Summary, 'sum'>;

/** A tensor's elements. */
export interface Elements {
  /** Null where they have not arrived. */
  values: ArrayLike<number> | null;
}

/** An update that is compared as it comes. */
export interface ComparedParts {
  /** Sums over the parts so far. */
  comparison: Comparison;
  take: PartObserver;
}

export interface Probe {
  /** A layer's output. */
  summarize(output: Tensor, bounds?: Bounds): Summary;
  /** A gradient, with respect to an output or to a variable. */
  magnitudes(gradient: Tensor): Magnitudes;
  /** The same without a histogram, for gradients of which there is one at each time step; these may be a view of a heap. */
  outline(gradient: Tensor | Float32Array): Magnitudes;
  /** Units and their history, for an output whose summary is `activation`. */
  summarizeUnits(row: Row, output: Tensor, activation: Summary): UnitSummary;
  compare(before: Variable, after: Tensor): Comparison;
  /** The same for a variable whose update comes part by part; null where it cannot be looked at so. */
  compareParts(variable: Variable): ComparedParts | null;
  /** For steps that are not captured: nothing but whether all is finite. */
  check(gradient: Tensor): Magnitudes;
  /** Sum of a tensor's elements: the quantity whose gradient is taken. */
  total(tensor: Tensor): Total;
  /** For tensors so small that reading them out costs nothing. */
  elements(tensor: Tensor): Elements;
  /** Does the work once all that was asked until now is filled in; in the order of the calls. */
  settle(work: () => void): void;
  /** Nothing more is asked about the step: what is outstanding can be fetched. */
  stepOver(): void;
  /** Returns when all such work is done. */
  drain(): void;
}
