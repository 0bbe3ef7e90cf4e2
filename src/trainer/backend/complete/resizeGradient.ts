/**
 * ResizeNearestNeighborGrad. On the cpu backend tfjs 4.22 steps through dy with the batch stride of the images, so that
 * every image of the batch but the first gets a wrong gradient; on both backends it forgets `halfPixelCenters`.
 */
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { ResizeNearestNeighborGradAttrs, ResizeNearestNeighborGradInputs } from '@tensorflow/tfjs';
import type { Tfjs } from '../tfjs.js';
import { kernelOf, replaceKernel, view, zeros, type Present } from './kernels.js';

const NAME = 'ResizeNearestNeighborGrad';

/** The forward kernel's attributes are handed on to the gradient as they are. */
type Attributes = ResizeNearestNeighborGradAttrs & { halfPixelCenters?: boolean };
type Inputs = Present<ResizeNearestNeighborGradInputs>;

export function repairResizeGradientOnCpu(tf: Tfjs): void {
  const present = kernelOf(tf, NAME, 'cpu');
  tf.unregisterKernel(NAME, 'cpu');
  tf.registerKernel({
    ...present,
    kernelFunc: (call) => {
      const { images, dy } = call.inputs as Inputs;
      const backend = call.backend as MathBackendCPU;
      const result = new Float32Array(images.shape.reduce((size, length) => size * length, 1));
      addGradient(images.shape, dy.shape, call.attrs as unknown as Attributes, backend.data.get(dy.dataId).values as Float32Array, result);
      return backend.makeTensorInfo(images.shape, 'float32', result);
    },
  });
}

export function repairResizeGradientOnWasm(tf: Tfjs): void {
  replaceKernel<ResizeNearestNeighborGradInputs, Attributes>(tf, NAME, 'wasm', ({ inputs: { images, dy }, attrs, backend }) => {
    const dx = zeros(backend, images.shape);
    addGradient(images.shape, dy.shape, attrs, view(backend, dy), view(backend, dx));
    return dx;
  });
}

/** Adds each element of dy to the element of the image that the forward kernel took there. */
function addGradient(imageShape: number[], dyShape: number[], attributes: Attributes, dy: Float32Array, dx: Float32Array): void {
  const [batch, height, width, depth] = imageShape;
  const rows = nearest(height, dyShape[1], attributes);
  const columns = nearest(width, dyShape[2], attributes);
  let source = 0;
  for (let n = 0; n < batch; n++) {
    for (const row of rows) {
      for (const column of columns) {
        let target = ((n * height + row) * width + column) * depth;
        for (let c = 0; c < depth; c++) dx[target++] += dy[source++];
      }
    }
  }
}

/** For each of the `newLength` positions, the position that the forward kernel takes it from. */
function nearest(length: number, newLength: number, { alignCorners, halfPixelCenters }: Attributes): number[] {
  const aligned = alignCorners && newLength > 1;
  const scale = aligned ? (length - 1) / (newLength - 1) : length / newLength;
  const shift = halfPixelCenters ? 0.5 : 0;
  return Array.from({ length: newLength }, (_, i) => {
    const position = (i + shift) * scale;
    return Math.min(length - 1, alignCorners ? Math.round(position) : Math.floor(position));
  });
}
