/** Small tools for writing kernels of the WASM backend. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs';
import type { Tfjs } from '../tfjs.js';

/** tfjs's types of kernel inputs allow for missing ones, which none of the kernels here has. */
export type Present<Inputs> = { [Name in keyof Inputs]-?: NonNullable<Inputs[Name]> };

/** What a kernel of the WASM backend is called with. */
export interface KernelCall<Inputs, Attributes> {
  inputs: Present<Inputs>;
  attrs: Attributes;
  backend: BackendWasm;
}

export type Kernel<Inputs, Attributes> = (call: KernelCall<Inputs, Attributes>) => TensorInfo | TensorInfo[];

/** The backend's present kernel. Throws when there is none, since then tfjs is not the version that we know. */
export function kernelOf(tf: Tfjs, name: string, backendName: string): KernelConfig {
  const config = tf.getKernel(name, backendName);
  if (!config) throw new Error(`TensorFlow.js ${tf.version.tfjs} has no kernel ${name} for the ${backendName} backend.`);
  return config;
}

/** The WASM backend's present kernel, as a function of its own. */
export function wasmKernel<Inputs, Attributes>(tf: Tfjs, name: string): (call: KernelCall<Inputs, Attributes>) => TensorInfo {
  const { kernelFunc } = kernelOf(tf, name, 'wasm');
  return kernelFunc as unknown as (call: KernelCall<Inputs, Attributes>) => TensorInfo;
}

/** Puts a kernel in the place of the backend's present one, if it has one. */
export function replaceKernel<Inputs, Attributes>(
  tf: Tfjs, kernelName: string, backendName: string, kernel: Kernel<Inputs, Attributes>,
): void {
  const present = tf.getKernel(kernelName, backendName);
  if (present) tf.unregisterKernel(kernelName, backendName);
  // The present kernel's set-up stays: it binds the C++ function, which the new kernel may still call.
  tf.registerKernel({ ...present, kernelName, backendName, kernelFunc: kernel as unknown as KernelFunc });
}

/** A tensor's data under another shape; not a tensor of its own, so never to be disposed. */
export function reshaped(tensor: TensorInfo, shape: number[]): TensorInfo {
  return { dataId: tensor.dataId, shape, dtype: tensor.dtype };
}

/** Frees tensors that a kernel made for itself. */
export function release(backend: BackendWasm, ...tensors: TensorInfo[]): void {
  for (const { dataId } of tensors) backend.disposeData(dataId, true);
}

/**
 * A float32 tensor's elements in place. Valid until the next allocation in the heap, which may move it: take views
 * after the last `makeOutput` and the last call of another kernel.
 */
export function view(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(tensor) as Float32Array;
}

/** Byte offset of a tensor's data in the heap. */
export function offsetOf(backend: BackendWasm, { dataId }: TensorInfo): number {
  return (backend.dataIdMap.get(dataId) as { memoryOffset: number }).memoryOffset;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** A new float32 tensor of zeros. */
export function zeros(backend: BackendWasm, shape: number[]): TensorInfo {
  const tensor = backend.makeOutput(shape, 'float32');
  view(backend, tensor).fill(0);
  return tensor;
}

/** Whether a float32 tensor has a NaN among its elements. */
export function holdsNaN(backend: BackendWasm, tensor: TensorInfo): boolean {
  const values = view(backend, tensor);
  for (let i = 0; i < values.length; i++) {
    // Only NaN differs from itself; a fraction of the cost of a call of Number.isNaN on each element.
    if (values[i] !== values[i]) return true;
  }
  return false;
}
