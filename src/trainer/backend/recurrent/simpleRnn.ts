/** The simple recurrence's kernels: see kernel/simpleRnn.ts. */
import { wholeRecurrentGradient, type CellKernels } from './kernels.js';

export const simpleRnn: CellKernels = {
  gates: 1,
  hasCells: false,
  hasExtra: false,
  packedLength: ({ packedLength }, units) => packedLength(units, units),
  forward: (kernels, run) => kernels.simpleRnnForward(
    run.steps, run.batch, run.units, run.gates, run.hidden, run.recurrentKernel, run.bias, run.mask, run.activation, run.packed, kernels.workspace),
  backward: (kernels, run, gradients) => kernels.simpleRnnBackward(
    run.steps, run.batch, run.units, run.gates, run.recurrentKernel, run.mask,
    gradients.hidden, gradients.gates, run.activation, run.packed, kernels.workspace),
  recurrentGradient: (kernels, run, gateGradient, out) => wholeRecurrentGradient(kernels, run, run.units, gateGradient, out),
};
