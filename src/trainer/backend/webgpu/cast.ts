/**
 * `Cast` on WebGPU, put right. tfjs 4.22 answers a cast from bool or int32 to float32 with the same buffer under another
 * type: its bits stay those of whole numbers, and kernels that look at the real type of the buffer read rubbish. (Masked
 * recurrent layers are off by 5e-3 for it, without a word.)
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { CastAttrs, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import type { Tfjs } from '../tfjs.js';

interface CastCall {
  inputs: { x: TensorInfo };
  attrs: CastAttrs;
  backend: WebGPUBackend;
}

/** Replaces the kernel. Adding 0 converts on the GPU. */
export function repairCast(tf: Tfjs): void {
  const cast = tf.getKernel('Cast', 'webgpu');
  const original = cast.kernelFunc as unknown as (call: CastCall) => TensorInfo;
  const add = tf.getKernel('Add', 'webgpu').kernelFunc as unknown as (call: object) => TensorInfo;
  const repaired = (call: CastCall): TensorInfo => {
    const { inputs: { x }, attrs: { dtype }, backend } = call;
    if (dtype !== 'float32' || (x.dtype !== 'bool' && x.dtype !== 'int32')) return original(call);
    const zero = backend.makeTensorInfo([], 'float32', new Float32Array(1));
    const result = add({ inputs: { a: x, b: zero }, backend });
    backend.disposeData(zero.dataId);
    return result;
  };
  tf.unregisterKernel('Cast', 'webgpu');
  tf.registerKernel({ ...cast, kernelFunc: repaired as unknown as KernelFunc });
}
