/**
 * Max pooling of images. tfjs's MaxPoolGrad for WASM starts the search for a maximum at the smallest positive float, so
 * that the gradient of a window of negative values goes to element 0 of the image; its MaxPool loses NaN.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { backend_util, MaxPoolAttrs, MaxPoolGradAttrs, MaxPoolGradInputs, MaxPoolInputs, TensorInfo } from '@tensorflow/tfjs';
import { heapKernels } from '../heapKernels.js';
import type { Tfjs } from '../tfjs.js';
import { cpuKernel } from './fallback.js';
import { offsetOf, replaceKernel, zeros } from './kernels.js';

export function installMaxPool(tf: Tfjs): void {
  const describe = ({ shape }: TensorInfo, { filterSize, strides, pad, dimRoundingMode }: MaxPoolAttrs | MaxPoolGradAttrs) =>
    tf.backend_util.computePool2DInfo(shape as [number, number, number, number], filterSize, strides, 1, pad, dimRoundingMode);

  const onCpu = cpuKernel(tf, 'MaxPool');
  replaceKernel<MaxPoolInputs, MaxPoolAttrs>(tf, 'MaxPool', 'wasm', ({ inputs, attrs, backend }) => {
    const { x } = inputs;
    if (x.dtype !== 'float32') return onCpu(inputs, attrs, backend);
    const pool = describe(x, attrs);
    const y = backend.makeOutput(pool.outShape, 'float32');
    heapKernels(backend).maxPool(recordOf(backend, pool), offsetOf(backend, x), offsetOf(backend, y));
    return y;
  });

  const gradientOnCpu = cpuKernel(tf, 'MaxPoolGrad');
  replaceKernel<MaxPoolGradInputs, MaxPoolGradAttrs>(tf, 'MaxPoolGrad', 'wasm', ({ inputs, attrs, backend }) => {
    const { dy, input } = inputs;
    if (input.dtype !== 'float32') return gradientOnCpu(inputs, attrs, backend);
    const dx = zeros(backend, input.shape);
    const pool = recordOf(backend, describe(input, attrs));
    heapKernels(backend).maxPoolGradient(pool, offsetOf(backend, input), offsetOf(backend, dy), offsetOf(backend, dx));
    return dx;
  });
}

/** The fields of `Pool` in kernel/pool.ts. */
function recordOf(backend: BackendWasm, pool: backend_util.Conv2DInfo): number {
  const [offset] = heapKernels(backend).records([
    pool.batchSize, pool.inHeight, pool.inWidth, pool.inChannels, pool.outHeight, pool.outWidth,
    pool.filterHeight, pool.filterWidth, pool.strideHeight, pool.strideWidth, pool.padInfo.top, pool.padInfo.left,
  ]);
  return offset;
}
