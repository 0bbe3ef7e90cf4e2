/** Kernels that the WASM backend has for channels-last images alone: others go to the cpu backend instead of an error. */
import type { Tfjs } from '../tfjs.js';
import { cpuKernel } from './fallback.js';
import { replaceKernel, wasmKernel } from './kernels.js';

interface WithDataFormat {
  dataFormat?: 'NHWC' | 'NCHW';
}

export function installChannelsFirst(tf: Tfjs): void {
  for (const name of ['Conv2D', 'FusedConv2D']) {
    const onWasm = wasmKernel<object, WithDataFormat>(tf, name);
    const onCpu = cpuKernel(tf, name);
    replaceKernel<object, WithDataFormat>(tf, name, 'wasm', (call) =>
      call.attrs.dataFormat === 'NCHW' ? onCpu(call.inputs, call.attrs, call.backend) : onWasm(call));
  }
}
