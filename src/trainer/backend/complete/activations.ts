/** Tanh and Sigmoid in SIMD: tfjs's C++ calls the library's function for each element. */
import type { SigmoidInputs, TanhInputs } from '@tensorflow/tfjs';
import { heapKernels } from '../heapKernels.js';
import type { Tfjs } from '../tfjs.js';
import { offsetOf, replaceKernel, sizeOf, wasmKernel } from './kernels.js';

/** The activations' numbers in kernel/activation.ts. */
const KINDS = { Tanh: 1, Sigmoid: 2 } as const;

export function installActivations(tf: Tfjs): void {
  for (const [name, kind] of Object.entries(KINDS)) {
    const general = wasmKernel<TanhInputs | SigmoidInputs, undefined>(tf, name);
    replaceKernel<TanhInputs | SigmoidInputs, undefined>(tf, name, 'wasm', (call) => {
      const { inputs: { x }, backend } = call;
      if (x.dtype !== 'float32') return general(call);
      const y = backend.makeOutput(x.shape, 'float32');
      backend.typedArrayFromHeap(y).set(backend.typedArrayFromHeap(x));
      heapKernels(backend).activate(kind, offsetOf(backend, y), 0, sizeOf(y.shape));
      return y;
    });
  }
}
