/**
 * Synchronous reading (`dataSync`, `arraySync`) on WebGPU. tfjs does it with canvases, which only browsers have; with a
 * Dawn that can be waited for, a copy into a buffer that can be mapped is enough.
 */
import { util } from '@tensorflow/tfjs-core';
import type { Dawn } from './dawn.js';
import type { WebgpuInternals } from './internals.js';

/** The contents of a buffer, as soon as all commands before are done. */
export function readBuffer(dawn: Dawn, backend: WebgpuInternals, source: GPUBuffer): ArrayBuffer {
  const { size } = source;
  const staging = backend.device.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.commandEncoder!.copyBufferToBuffer(source, 0, staging, 0, size);
  backend.submitQueue();
  // Why a mapping fails is told by the device.
  staging.mapAsync(GPUMapMode.READ).catch(() => undefined);
  try {
    dawn.waitFor(staging);
    return staging.getMappedRange().slice(0);
  } finally {
    staging.destroy();
  }
}

export function completeReading(dawn: Dawn, backend: WebgpuInternals): void {
  const original = backend.readSync.bind(backend);
  backend.readSync = (dataId) => {
    const { values, resource, dtype } = backend.tensorMap.get(dataId);
    // Complex numbers are read by their parts.
    if (values || !resource || dtype === 'complex64') return original(dataId);
    return backend.convertAndCacheOnCPU(dataId, util.convertBackendValuesAndArrayBuffer(readBuffer(dawn, backend, resource), dtype));
  };
}
