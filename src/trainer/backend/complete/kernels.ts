/** Small tools for writing kernels of the WASM backend. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs';
import type { Tfjs } from '../tfjs.js';

/** What a kernel of the WASM backend is called with. */
export interface KernelCall<Inputs, Attributes> {
  inputs: Inputs;
  attrs: Attributes;
  backend: BackendWasm;
}

export type Kernel<Inputs, Attributes> = (call: KernelCall<Inputs, Attributes>) => TensorInfo;

/** The backend's present kernel. Throws when there is none, since then tfjs is not the version that we know. */
export function kernelOf(tf: Tfjs, name: string, backendName: string): KernelConfig {
  const config = tf.getKernel(name, backendName);
  if (!config) throw new Error(`TensorFlow.js ${tf.version.tfjs} has no kernel ${name} for the ${backendName} backend.`);
  return config;
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
