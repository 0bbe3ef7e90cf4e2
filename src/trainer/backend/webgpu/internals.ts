/** What we know of the insides of tfjs's WebGPU backend 4.22: typed here once, because it keeps them private. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { backend_util, DataType } from '@tensorflow/tfjs-core';

export interface TensorData {
  dtype: DataType;
  shape: number[];
  /** On the CPU: until the first use on the GPU, or after a read. */
  values: backend_util.BackendValues | null;
  /** On the GPU. */
  resource?: GPUBuffer | null;
  complexTensorInfos?: unknown;
}

export interface WebgpuInternals {
  device: GPUDevice;
  /** Commands that have not been submitted yet. */
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  /** Data that those commands use: it is not given back before they are submitted. */
  commandQueueOwnedIds: WeakSet<object>;
  tensorMap: { has(dataId: object): boolean; get(dataId: object): TensorData };
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  convertAndCacheOnCPU(dataId: object, values: backend_util.BackendValues): backend_util.BackendValues;
  readSync(dataId: object): backend_util.BackendValues;
}

export function internalsOf(backend: WebGPUBackend): WebgpuInternals {
  return backend as unknown as WebgpuInternals;
}
