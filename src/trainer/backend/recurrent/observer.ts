/**
 * Lets others see the hidden states of recurrent layers that run as one kernel, and the gradients with respect to them.
 * Where a layer runs step by step, its cell's own tensors show the same, and nobody is called here.
 */
import type { layers } from '@tensorflow/tfjs';

/**
 * Values for all time steps of one run of a cell: [steps, batch, units] float32, row-major, in the order in which the
 * cell took the steps (with `goBackwards` the last of the input comes first).
 */
export interface Sequence {
  /** Byte offset in the WASM backend's heap. Valid during the call, and read only. */
  offset: number;
  steps: number;
  batch: number;
  units: number;
}

export interface RecurrentObserver {
  /** A cell has run over a sequence while gradients are being recorded: its hidden state after each time step. */
  forward?(cell: layers.RNNCell, hidden: Sequence): void;
  /**
   * The way back through such a run: the whole dL/dh of each time step, what comes from the output there together with
   * what comes from the step after it. A cell that ran several times is called once for each run, the last run first.
   */
  backward?(cell: layers.RNNCell, hiddenGradient: Sequence): void;
}

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
