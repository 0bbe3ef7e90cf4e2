/** The way back through a sequence. */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { heapKernels } from '../heapKernels.js';
import { runOf, sequenceOf, type Kept, type Make } from './forward.js';
import type { GradientObserver } from './observer.js';
import type { Plan } from './plan.js';

/** The weights as they were on the way forward. */
export interface KeptWeights<T extends TensorInfo = TensorInfo> {
  kernel: T;
  recurrentKernel: T;
}

/** Gradients of what the layer was given, made when asked for; those of states are there whether it was given any or not. */
export interface InputGradients {
  input(): Tensor;
  hidden(): Tensor;
  cells(): Tensor;
  kernel(): Tensor;
  recurrentKernel(): Tensor;
  bias(): Tensor;
}

/**
 * Takes all steps back, and leaves the rest, products over all steps at once, to those who ask.
 * @param ofAll dL/d(hidden states of all steps), [batch, steps, units]; null where the layer did not give them.
 * @param ofLast dL/d(last hidden state, last cell state); empty where the layer did not give them.
 */
export function backward(
  backend: BackendWasm, make: Make, plan: Plan, kept: Kept & KeptWeights, ofAll: Tensor | null, ofLast: Tensor[],
  observer: GradientObserver | null,
): InputGradients {
  const kernels = heapKernels(backend);
  const { gemm, workspace } = kernels;
  const { cell: { kernels: kind, units }, input: { shape: [batch, steps, inputs] }, backwards } = plan;
  const width = kind.gates * units;
  const rows = steps * batch;
  const offset = ({ dataId }: TensorInfo): number => backend.getMemoryOffset(dataId);

  const hidden = make(steps + 1, batch, units);
  const cell = make(batch, units);
  const gates = make(steps, batch, width);
  const scratch = make(batch, units);
  const state = 4 * batch * units;
  const values = backend.typedArrayFromHeap(hidden);
  values.subarray(0, ofAll ? batch * units : values.length).fill(0);
  if (ofAll) kernels.reorder(offset(ofAll), offset(hidden) + state, batch, steps, units, 0, 0);
  const [ofHidden, ofCells] = ofLast;
  if (ofHidden) addTo(values.subarray(values.length - batch * units), backend.typedArrayFromHeap(ofHidden));
  if (ofCells) backend.typedArrayFromHeap(cell).set(backend.typedArrayFromHeap(ofCells));
  else backend.typedArrayFromHeap(cell).fill(0);

  const packed = make(kind.packedLength(kernels, units));
  const run = runOf(backend, plan, { ...kept, packed }, 0, steps);
  kind.backward(kernels, run, { hidden: offset(hidden), cell: offset(cell), gates: offset(gates), scratch: offset(scratch) });
  scratch.dispose();
  packed.dispose();
  observer?.(sequenceOf(backend, hidden));

  const made = (fill: (out: number) => void, ...shape: number[]): Tensor => {
    const out = make(...shape);
    fill(offset(out));
    return out;
  };
  return {
    input: () => {
      const inOrder = make(steps, batch, inputs);
      gemm(0, 1, rows, inputs, width, offset(gates), width, offset(kept.kernel), width, offset(inOrder), inputs, 0, workspace);
      return made((out) => kernels.reorder(offset(inOrder), out, batch, steps, inputs, Number(backwards), 1), batch, steps, inputs);
    },
    hidden: () => {
      const out = make(batch, units);
      backend.typedArrayFromHeap(out).set(backend.typedArrayFromHeap(hidden).subarray(0, batch * units));
      return out;
    },
    cells: () => cell.clone(),
    kernel: () => made((out) =>
      gemm(1, 0, inputs, width, rows, offset(kept.sequence), inputs, offset(gates), width, out, width, 0, workspace), inputs, width),
    recurrentKernel: () => made((out) => kind.recurrentGradient(kernels, run, offset(gates), out), units, width),
    bias: () => made((out) => kernels.sumAxis(offset(gates), 1, rows, width, 1, out, workspace), width),
  };
}

function addTo(sum: ArrayLike<number> & { [index: number]: number }, term: ArrayLike<number>): void {
  for (let i = 0; i < sum.length; i++) sum[i] += term[i];
}
