/** The part of tfjs's engine that records an operation of one's own: typed here, because its types keep silent about it. */
import type { Tensor } from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { Tfjs } from '../tfjs.js';

/** What `tf.customGrad` is made of, which allows for one output only. */
export interface Operation {
  /** `save` keeps tensors for the way back, if there is one; the engine disposes them. */
  forwardFunc(backend: BackendWasm, save: (tensors: Tensor[]) => void): Tensor[];
  /** Given dL/d(output), a list where there are several, makes dL/d(input) of those that are asked for. */
  backwardsFunc(outputGradients: Tensor | Tensor[], saved: Tensor[]): Record<string, () => Tensor>;
  inputs: Record<string, Tensor>;
}

export interface Engine {
  readonly state: { gradientDepth: number; kernelDepth: number };
  runKernelFunc(operation: Operation): Tensor[];
  gradients(f: () => Tensor, xs: Tensor[], dy: null, allowNoGradients: true): { grads: (Tensor | undefined)[] };
}

export function engineOf(tf: Tfjs): Engine {
  return tf.engine() as unknown as Engine;
}

/** Whether operations are recorded now, to be differentiated. */
export function isRecording({ state }: Engine): boolean {
  return state.gradientDepth > 0 && state.kernelDepth === 0;
}
