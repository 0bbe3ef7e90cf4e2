/**
 * Lets others see the hidden states of recurrent layers that run as one kernel, and the gradients with respect to them.
 * Where a layer runs step by step, its cell's own tensors show the same, and nobody is called here.
 */
import type { layers } from '@tensorflow/tfjs';

/**
 * Values for all time steps of one run of a cell, [steps, batch, units] row by row, in the order in which the cell took the
 * steps: with `goBackwards` the last of the input comes first.
 */
export interface Sequence {
  /** In place, in the WASM backend's heap: valid during the call, and read only. */
  values: Float32Array;
  steps: number;
  batch: number;
  units: number;
}

/**
 * Given, on the way back, the whole dL/dh of each time step: what comes from the output there together with what comes from
 * the step after it. 0 where a sample is masked, since the cell's result has no effect there.
 */
export type GradientObserver = (hiddenGradient: Sequence) => void;

/**
 * Given the hidden states when a cell has run over a sequence while operations are recorded. What it answers is called on
 * the way back through that run, if there is one.
 */
export type RecurrentObserver = (cell: layers.RNNCell, hidden: Sequence) => GradientObserver | null;

let current: RecurrentObserver | null = null;

/** Sets the observer, of which there is one at most. @returns a function that takes it off again. */
export function observeRecurrent(observer: RecurrentObserver): () => void {
  current = observer;
  return () => {
    if (current === observer) current = null;
  };
}

/** The observer that is set; the kernels' side of this file. */
export function recurrentObserver(): RecurrentObserver | null {
  return current;
}
