/** What the capture needs of a GPU and of tfjs's backend on it; see backend/webgpu. */

export interface GpuBackend {
  device: GPUDevice;
  computePassEncoder: GPUComputePassEncoder | null;
  commandEncoder: GPUCommandEncoder | null;
  /** Data that commands not yet submitted use. */
  commandQueueOwnedIds: WeakSet<object>;
  tensorMap: { get(dataId: object): { dtype: string; resource?: GPUBuffer | null } };
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  readSync(dataId: object): unknown;
}

export interface Gpu {
  backend: GpuBackend;
  dawn: {
    /** Lets the driver's answers in, without waiting. */
    turn(): boolean;
    /** Holds the thread until the buffer's mapping has succeeded or failed. */
    waitFor(buffer: GPUBuffer): void;
  };
}
