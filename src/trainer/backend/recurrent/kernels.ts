/** What a kind of cell is to the code that runs all kinds over sequences. */
import type { HeapKernels } from '../heapKernels.js';

/** The kernels of kernel/lstm.ts, gru.ts, simpleRnn.ts and sequence.ts, which say what each argument is. */
export interface RecurrentKernels {
  packedLength(n: number, k: number): number;
  reorder(from: number, to: number, batch: number, steps: number, width: number, backwards: number, back: number): void;
  lstmForward(
    steps: number, batch: number, units: number, gates: number, squashed: number, hidden: number, cells: number,
    recurrentKernel: number, bias: number, mask: number, activation: number, recurrentActivation: number, packed: number, workspace: number,
  ): void;
  lstmBackward(
    steps: number, batch: number, units: number, gates: number, squashed: number, cells: number, recurrentKernel: number, mask: number,
    hiddenGradient: number, cellGradient: number, gateGradient: number, scratch: number,
    activation: number, recurrentActivation: number, packed: number, workspace: number,
  ): void;
  gruForward(
    steps: number, batch: number, units: number, gates: number, reset: number, hidden: number,
    recurrentKernel: number, bias: number, mask: number, activation: number, recurrentActivation: number, packed: number, workspace: number,
  ): void;
  gruBackward(
    steps: number, batch: number, units: number, gates: number, hidden: number, recurrentKernel: number, mask: number,
    hiddenGradient: number, gateGradient: number, resetGradient: number, activation: number, recurrentActivation: number, packed: number, workspace: number,
  ): void;
  simpleRnnForward(
    steps: number, batch: number, units: number, results: number, hidden: number,
    recurrentKernel: number, bias: number, mask: number, activation: number, packed: number, workspace: number,
  ): void;
  simpleRnnBackward(
    steps: number, batch: number, units: number, results: number, recurrentKernel: number, mask: number,
    hiddenGradient: number, resultGradient: number, activation: number, packed: number, workspace: number,
  ): void;
}

/** A run over a sequence, or a part of one. Offsets in bytes; 0 where there is none. */
export interface Run {
  steps: number;
  batch: number;
  units: number;
  activation: number;
  recurrentActivation: number;
  recurrentKernel: number;
  bias: number;
  /** Room for the packed recurrent kernel. */
  packed: number;
  /** [steps, batch] */
  mask: number;
  /** [steps, batch, gates * units] */
  gates: number;
  /** What else a cell keeps for the way back: [steps, batch, units]. */
  extra: number;
  /** [steps + 1, batch, units] */
  hidden: number;
  /** [steps + 1, batch, units] */
  cells: number;
}

/** Where gradients are and go. */
export interface RunGradients {
  /** [steps + 1, batch, units] */
  hidden: number;
  /** [batch, units] */
  cell: number;
  /** [steps, batch, gates * units] */
  gates: number;
  /** [batch, units] */
  scratch: number;
}

export interface CellKernels {
  /** How many blocks of `units` columns the weights have. */
  gates: number;
  /** Whether there is a cell state beside the hidden one. */
  hasCells: boolean;
  hasExtra: boolean;
  /** Elements of room for the packed recurrent kernel, which on the way back is transposed. */
  packedLength(kernels: HeapKernels, units: number): number;
  forward(kernels: HeapKernels, run: Run): void;
  backward(kernels: HeapKernels, run: Run, gradients: RunGradients): void;
  /** Writes dL/d(recurrent kernel), [units, gates * units], to `out`. */
  recurrentGradient(kernels: HeapKernels, run: Run, gateGradient: number, out: number): void;
}

/** `recurrentGradient` where all gates see the hidden state as it is. */
export function wholeRecurrentGradient(
  { gemm, workspace }: HeapKernels, { steps, batch, units, hidden }: Run, width: number, gateGradient: number, out: number,
): void {
  gemm(1, 0, units, width, steps * batch, hidden, units, gateGradient, width, out, width, 0, workspace);
}
