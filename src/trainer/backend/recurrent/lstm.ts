/** The LSTM's kernels: see kernel/lstm.ts. */
import { wholeRecurrentGradient, type CellKernels } from './kernels.js';

export const lstm: CellKernels = {
  gates: 4,
  hasCells: true,
  hasExtra: true,
  packedLength: ({ packedLength }, units) => packedLength(units, 4 * units),
  forward: (kernels, run) => kernels.lstmForward(
    run.steps, run.batch, run.units, run.gates, run.extra, run.hidden, run.cells, run.recurrentKernel, run.bias, run.mask,
    run.activation, run.recurrentActivation, run.packed, kernels.workspace),
  backward: (kernels, run, gradients) => kernels.lstmBackward(
    run.steps, run.batch, run.units, run.gates, run.extra, run.cells, run.recurrentKernel, run.mask,
    gradients.hidden, gradients.cell, gradients.gates, gradients.scratch, run.activation, run.recurrentActivation, run.packed, kernels.workspace),
  recurrentGradient: (kernels, run, gateGradient, out) => wholeRecurrentGradient(kernels, run, 4 * run.units, gateGradient, out),
};
