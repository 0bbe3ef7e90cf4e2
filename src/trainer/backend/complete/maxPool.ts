/**
 * Max pooling: tfjs's WASM kernels start the search for a maximum at the smallest positive float, so that in a window of
 * negative values MaxPoolGrad sends the gradient to element 0 of the image, and MaxPool3D and its gradient give 1.2e-38.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { backend_util, MaxPoolGradAttrs, MaxPoolGradInputs, TensorInfo } from '@tensorflow/tfjs';
import type { Tfjs } from '../tfjs.js';
import { cpuKernel } from './fallback.js';
import { replaceKernel, view, zeros } from './kernels.js';

export function installMaxPool(tf: Tfjs): void {
  for (const name of ['MaxPool3D', 'MaxPool3DGrad']) {
    const onCpu = cpuKernel(tf, name);
    replaceKernel<object, object>(tf, name, 'wasm', ({ inputs, attrs, backend }) => onCpu(inputs, attrs, backend));
  }
  const onCpu = cpuKernel(tf, 'MaxPoolGrad');
  replaceKernel<MaxPoolGradInputs, MaxPoolGradAttrs>(tf, 'MaxPoolGrad', 'wasm', ({ inputs, attrs, backend }) => {
    const { dy, input } = inputs;
    if (input.dtype !== 'float32') return onCpu(inputs, attrs, backend);
    const pool = tf.backend_util.computePool2DInfo(
      input.shape as [number, number, number, number], attrs.filterSize, attrs.strides, 1, attrs.pad, attrs.dimRoundingMode);
    return maxPoolGradient(backend, pool, input, dy);
  });
}

/** Gives each window's gradient to its largest element, to the first of equals, and to NaN before all others. */
function maxPoolGradient(backend: BackendWasm, pool: backend_util.Conv2DInfo, input: TensorInfo, dy: TensorInfo): TensorInfo {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth } = pool;
  const dx = zeros(backend, input.shape);
  const x = view(backend, input);
  const gradient = view(backend, dy);
  const result = view(backend, dx);
  const largest = new Float32Array(inChannels);
  const position = new Int32Array(inChannels);
  let output = 0;
  for (let n = 0; n < batchSize; n++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const top = outRow * pool.strideHeight - pool.padInfo.top;
      for (let outColumn = 0; outColumn < outWidth; outColumn++) {
        const left = outColumn * pool.strideWidth - pool.padInfo.left;
        position.fill(-1);
        for (let row = Math.max(0, top); row < Math.min(inHeight, top + filterHeight); row++) {
          for (let column = Math.max(0, left); column < Math.min(inWidth, left + filterWidth); column++) {
            const pixel = ((n * inHeight + row) * inWidth + column) * inChannels;
            for (let c = 0; c < inChannels; c++) {
              const value = x[pixel + c];
              if (position[c] < 0 || value > largest[c] || (Number.isNaN(value) && !Number.isNaN(largest[c]))) {
                largest[c] = value;
                position[c] = pixel + c;
              }
            }
          }
        }
        for (let c = 0; c < inChannels; c++, output++) {
          if (position[c] >= 0) result[position[c]] += gradient[output];
        }
      }
    }
  }
  return dx;
}
