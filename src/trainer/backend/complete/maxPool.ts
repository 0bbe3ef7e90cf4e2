/**
 * Max pooling of images. tfjs's MaxPoolGrad for WASM starts the search for a maximum at the smallest positive float, so
 * that the gradient of a window of negative values goes to element 0 of the image; its MaxPool loses NaN.
 */
import type { backend_util, MaxPoolAttrs, MaxPoolGradAttrs, MaxPoolGradInputs, MaxPoolInputs, TensorInfo } from '@tensorflow/tfjs';
import type { Tfjs } from '../tfjs.js';
import { cpuKernel } from './fallback.js';
import { holdsNaN, replaceKernel, view, wasmKernel, zeros } from './kernels.js';

export function installMaxPool(tf: Tfjs): void {
  const describe = ({ shape }: TensorInfo, { filterSize, strides, pad, dimRoundingMode }: MaxPoolAttrs | MaxPoolGradAttrs) =>
    tf.backend_util.computePool2DInfo(shape as [number, number, number, number], filterSize, strides, 1, pad, dimRoundingMode);

  const fast = wasmKernel<MaxPoolInputs, MaxPoolAttrs>(tf, 'MaxPool');
  replaceKernel<MaxPoolInputs, MaxPoolAttrs>(tf, 'MaxPool', 'wasm', (call) => {
    const { inputs: { x }, attrs, backend } = call;
    if (x.dtype !== 'float32' || !holdsNaN(backend, x)) return fast(call);
    const pool = describe(x, attrs);
    const y = backend.makeOutput(pool.outShape, 'float32');
    const from = view(backend, x);
    const to = view(backend, y);
    positionsOfMaxima(pool, from).forEach((position, i) => {
      to[i] = position < 0 ? -Infinity : from[position];
    });
    return y;
  });

  const onCpu = cpuKernel(tf, 'MaxPoolGrad');
  replaceKernel<MaxPoolGradInputs, MaxPoolGradAttrs>(tf, 'MaxPoolGrad', 'wasm', ({ inputs, attrs, backend }) => {
    const { dy, input } = inputs;
    if (input.dtype !== 'float32') return onCpu(inputs, attrs, backend);
    const dx = zeros(backend, input.shape);
    const from = view(backend, dy);
    const to = view(backend, dx);
    const positions = positionsOfMaxima(describe(input, attrs), view(backend, input));
    for (let i = 0; i < positions.length; i++) to[positions[i]] += from[i];
    return dx;
  });
}

/**
 * For each output, in order, where in `x` it comes from: the window's largest element, the first of equals, and a NaN
 * before all others. A window that lies in the padding altogether has -1, where a
 * write to a typed array does nothing.
 */
function positionsOfMaxima(pool: backend_util.Conv2DInfo, x: Float32Array): Int32Array {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth } = pool;
  const positions = new Int32Array(batchSize * outHeight * outWidth * inChannels).fill(-1);
  let output = 0;
  for (let n = 0; n < batchSize; n++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const top = outRow * pool.strideHeight - pool.padInfo.top;
      for (let outColumn = 0; outColumn < outWidth; outColumn++, output += inChannels) {
        const left = outColumn * pool.strideWidth - pool.padInfo.left;
        for (let row = Math.max(0, top); row < Math.min(inHeight, top + filterHeight); row++) {
          for (let column = Math.max(0, left); column < Math.min(inWidth, left + filterWidth); column++) {
            improve(positions, output, x, ((n * inHeight + row) * inWidth + column) * inChannels, inChannels);
          }
        }
      }
    }
  }
  return positions;
}

/** Makes `pixel` the position of the channels in which it is larger than the largest so far. */
function improve(positions: Int32Array, output: number, x: Float32Array, pixel: number, channels: number): void {
  for (let c = 0; c < channels; c++) {
    const position = positions[output + c];
    // Nothing is smaller than a NaN or larger: it takes the place of what came before it, and keeps it.
    const isLarger = position < 0 || !(x[pixel + c] <= x[position] || x[position] !== x[position]);
    if (isLarger) positions[output + c] = pixel + c;
  }
}
