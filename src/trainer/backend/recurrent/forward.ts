/** The way forward through a sequence. */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { heapKernels } from '../heapKernels.js';
import type { Run } from './kernels.js';
import type { Sequence } from './observer.js';
import type { Plan } from './plan.js';

/** Elements of the gates that a run without gradients holds at a time: what the second level of caches has room for. */
const GATES_AT_A_TIME = 2 ** 18;

/** What the way back needs. All in the order in which the steps are taken: [steps, batch, ...], states with one more step. */
export interface Kept<T extends TensorInfo = TensorInfo> {
  sequence: T;
  gates: T;
  extra?: T;
  hidden: T;
  cells?: T;
  mask?: T;
}

/** Makes a float32 tensor of undefined content. */
export type Make = (...shape: number[]) => Tensor;

export interface Passed {
  /** [batch, steps, units]: the hidden states of all steps, where wanted. */
  all: Tensor | null;
  /** The last hidden state, and cell state, where wanted. */
  last: Tensor[];
  kept: Kept<Tensor>;
}

/** @param recording Whether there will be a way back. Without it `kept` holds the last part of the sequence only. */
export function forward(backend: BackendWasm, make: Make, plan: Plan, recording: boolean): Passed {
  const kernels = heapKernels(backend);
  const { cell: { kernels: kind, units, weights }, input, initial, backwards } = plan;
  const [batch, steps, inputs] = input.shape;
  const width = kind.gates * units;
  const span = recording ? steps : Math.min(steps, Math.ceil(GATES_AT_A_TIME / (batch * width)));

  const kept: Kept<Tensor> = {
    sequence: make(steps, batch, inputs),
    gates: make(span, batch, width),
    hidden: make(steps + 1, batch, units),
    ...(kind.hasExtra ? { extra: make(span, batch, units) } : {}),
    ...(kind.hasCells ? { cells: make(steps + 1, batch, units) } : {}),
    ...(plan.mask ? { mask: make(steps, batch) } : {}),
  };
  const offset = (tensor?: TensorInfo | null): number => tensor ? backend.getMemoryOffset(tensor.dataId) : 0;
  kernels.reorder(offset(input), offset(kept.sequence), batch, steps, inputs, Number(backwards), 0);
  if (plan.mask) kernels.reorder(offset(plan.mask), offset(kept.mask), batch, steps, 1, Number(backwards), 0);
  [kept.hidden, kept.cells].forEach((states, i) => {
    if (states) putFirst(backend, states, initial && initial[i]);
  });

  const packed = make(kind.packedLength(kernels, units));
  for (let step = 0; step < steps; step += span) {
    const count = Math.min(span, steps - step);
    kernels.gemm(
      0, 0, count * batch, width, inputs, offset(kept.sequence) + 4 * step * batch * inputs, inputs,
      offset(weights.kernel), width, offset(kept.gates), width, 0, kernels.workspace);
    kind.forward(kernels, runOf(backend, plan, { ...kept, recurrentKernel: weights.recurrentKernel, packed }, step, count));
  }

  const state = 4 * batch * units;
  const all = plan.allStates ? make(batch, steps, units) : null;
  if (all) kernels.reorder(offset(kept.hidden) + state, offset(all), batch, steps, units, 0, 1);
  const last = plan.lastStates ? [kept.hidden, kept.cells].flatMap((states) => states ? [lastOf(backend, make(batch, units), states)] : []) : [];
  return { all, last, kept };
}

/** `count` steps from `step` on, with gates and what else belongs to them for these steps alone. */
export function runOf(
  backend: BackendWasm, plan: Plan, kept: Kept & { recurrentKernel: TensorInfo; packed: TensorInfo }, step: number, count: number,
): Run {
  const { cell: { units, activation, recurrentActivation, weights: { bias } }, input: { shape: [batch] } } = plan;
  const offset = (tensor: TensorInfo | null | undefined, skip: number): number =>
    tensor ? backend.getMemoryOffset(tensor.dataId) + 4 * step * skip : 0;
  return {
    steps: count, batch, units, activation, recurrentActivation,
    recurrentKernel: offset(kept.recurrentKernel, 0), packed: offset(kept.packed, 0), bias: offset(bias, 0), mask: offset(kept.mask, batch),
    gates: offset(kept.gates, 0), extra: offset(kept.extra, 0), hidden: offset(kept.hidden, batch * units), cells: offset(kept.cells, batch * units),
  };
}

/** What observers see of states or their gradients: all but the first, which is what the layer starts from. */
export function sequenceOf(backend: BackendWasm, states: TensorInfo): Sequence {
  const [count, batch, units] = states.shape;
  return { values: (backend.typedArrayFromHeap(states) as Float32Array).subarray(batch * units), steps: count - 1, batch, units };
}

/** Sets what the layer starts from; null: zeros. */
function putFirst(backend: BackendWasm, states: TensorInfo, first: Tensor | null): void {
  const [, batch, units] = states.shape;
  const target = backend.typedArrayFromHeap(states).subarray(0, batch * units);
  if (first) target.set(backend.typedArrayFromHeap(first));
  else target.fill(0);
}

function lastOf(backend: BackendWasm, out: Tensor, states: TensorInfo): Tensor {
  const values = backend.typedArrayFromHeap(states);
  backend.typedArrayFromHeap(out).set(values.subarray(values.length - out.size));
  return out;
}
