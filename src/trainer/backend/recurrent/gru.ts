/** The GRU's kernels: see kernel/gru.ts. */
import type { CellKernels } from './kernels.js';

export const gru: CellKernels = {
  gates: 3,
  hasCells: false,
  hasExtra: true,
  packedLength: ({ packedLength }, units) => packedLength(units, 2 * units) + packedLength(units, units),
  forward: (kernels, run) => kernels.gruForward(
    run.steps, run.batch, run.units, run.gates, run.extra, run.hidden, run.recurrentKernel, run.bias, run.mask,
    run.activation, run.recurrentActivation, run.packed, kernels.workspace),
  backward: (kernels, run, gradients) => kernels.gruBackward(
    run.steps, run.batch, run.units, run.gates, run.hidden, run.recurrentKernel, run.mask,
    gradients.hidden, gradients.gates, gradients.scratch, run.activation, run.recurrentActivation, run.packed, kernels.workspace),
  recurrentGradient: ({ gemm, workspace }, { steps, batch, units, hidden, extra }, gateGradient, out) => {
    const width = 3 * units;
    const candidate = 4 * 2 * units;
    gemm(1, 0, units, 2 * units, steps * batch, hidden, units, gateGradient, width, out, width, 0, workspace);
    // The candidate sees r * h in the place of h.
    gemm(1, 0, units, units, steps * batch, extra, units, gateGradient + candidate, width, out + candidate, width, 0, workspace);
  },
};
