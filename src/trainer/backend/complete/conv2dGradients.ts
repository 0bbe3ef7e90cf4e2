/**
 * The gradients of Conv2D, written as convolutions again, so that XNNPACK computes them.
 *
 * With y[n,p,q,o] = sum over r,s,i of x[n, p*S+r-P, q*S+s-P, i] w[r,s,i,o] (stride S, padding P, filter K x K):
 * - dL/dx is the convolution of dy, spread out by S, with the filter turned by 180 degrees and its channels swapped,
 *   padded by K-1-P;
 * - dL/dw[r,s,i,o] = sum over n,p,q of x[n, p*S+r-P, q*S+s-P, i] dy[n,p,q,o] is a convolution over the images whose
 *   channels are the batch and whose filter is dy: stride 1, dilation S.
 * tfjs has no gradient for dilated convolutions, so none is needed here.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type {
  backend_util, BatchMatMulAttrs, BatchMatMulInputs, Conv2DAttrs, Conv2DBackpropFilterAttrs, Conv2DBackpropFilterInputs,
  Conv2DBackpropInputAttrs, Conv2DBackpropInputInputs, Conv2DInputs, TensorInfo, TransposeAttrs, TransposeInputs,
} from '@tensorflow/tfjs';
import type { Tfjs } from '../tfjs.js';
import { cpuKernel } from './fallback.js';
import { release, replaceKernel, reshaped, sizeOf, view, wasmKernel, zeros } from './kernels.js';

type ConvInfo = backend_util.Conv2DInfo;
type Transpose = ReturnType<typeof wasmKernel<TransposeInputs, TransposeAttrs>>;

/** Rows and columns of padding. */
interface Margins {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export function installConv2DGradients(tf: Tfjs): void {
  installInputGradient(tf);
  installFilterGradient(tf);
}

function explicit({ top, bottom, left, right }: Margins): Conv2DAttrs['pad'] {
  return [[0, 0], [top, bottom], [left, right], [0, 0]];
}

function installInputGradient(tf: Tfjs): void {
  const slow = wasmKernel<Conv2DBackpropInputInputs, Conv2DBackpropInputAttrs>(tf, 'Conv2DBackpropInput');
  const convolve = wasmKernel<Conv2DInputs, Conv2DAttrs>(tf, 'Conv2D');
  const transpose: Transpose = wasmKernel(tf, 'Transpose');

  replaceKernel<Conv2DBackpropInputInputs, Conv2DBackpropInputAttrs>(tf, 'Conv2DBackpropInput', 'wasm', (call) => {
    const { inputs: { dy, filter }, attrs, backend } = call;
    if (attrs.dataFormat === 'NCHW') return slow(call);
    const conv = tf.backend_util.computeConv2DInfo(
      attrs.inputShape, filter.shape as [number, number, number, number], attrs.strides, 1, attrs.pad, attrs.dimRoundingMode);
    if (sizeOf(conv.inShape) === 0 || sizeOf(dy.shape) === 0) return zeros(backend, conv.inShape);
    const margins = inputMargins(conv);
    // Padding beyond the filter's reach: nothing to pad here but something to cut, which a convolution cannot.
    if (Object.values(margins).some((margin) => margin < 0)) return slow(call);
    const turned = turnFilter(transpose, backend, filter);
    const spread = conv.strideHeight > 1 || conv.strideWidth > 1 ? spreadOut(backend, dy, conv) : null;
    const dx = convolve({
      inputs: { x: spread ?? dy, filter: turned },
      attrs: { strides: 1, pad: explicit(margins), dataFormat: 'NHWC', dilations: 1, dimRoundingMode: undefined! },
      backend,
    });
    release(backend, turned, ...(spread ? [spread] : []));
    return dx;
  });
}

/** Extent of dy when its elements are `stride` apart. */
function spreadLength(length: number, stride: number): number {
  return (length - 1) * stride + 1;
}

/** Padding that makes the convolution of the spread-out dy as large as the input. */
function inputMargins({ padInfo, filterHeight, filterWidth, inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth }: ConvInfo,
): Margins {
  return {
    top: filterHeight - 1 - padInfo.top,
    bottom: inHeight - spreadLength(outHeight, strideHeight) + padInfo.top,
    left: filterWidth - 1 - padInfo.left,
    right: inWidth - spreadLength(outWidth, strideWidth) + padInfo.left,
  };
}

/** [height, width, in, out] -> [height, width, out, in], turned by 180 degrees. */
function turnFilter(transpose: Transpose, backend: BackendWasm, filter: TensorInfo): TensorInfo {
  const [height, width, inChannels, outChannels] = filter.shape;
  const points = height * width;
  const swapped = transpose({
    inputs: { x: reshaped(filter, [points, inChannels, outChannels]) }, attrs: { perm: [0, 2, 1] }, backend,
  });
  const turned = backend.makeOutput([height, width, outChannels, inChannels], 'float32');
  const from = view(backend, swapped);
  const to = view(backend, turned);
  const block = inChannels * outChannels;
  for (let point = 0; point < points; point++) {
    to.set(from.subarray(point * block, (point + 1) * block), (points - 1 - point) * block);
  }
  release(backend, swapped);
  return turned;
}

/** dy with zeros between its rows and columns: the positions that the stride left out. */
function spreadOut(backend: BackendWasm, dy: TensorInfo, conv: ConvInfo): TensorInfo {
  const { batchSize, outHeight, outWidth, outChannels, strideHeight, strideWidth } = conv;
  const height = spreadLength(outHeight, strideHeight);
  const width = spreadLength(outWidth, strideWidth);
  const spread = zeros(backend, [batchSize, height, width, outChannels]);
  const from = view(backend, dy);
  const to = view(backend, spread);
  let source = 0;
  for (let n = 0; n < batchSize; n++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        let target = ((n * height + row * strideHeight) * width + column * strideWidth) * outChannels;
        for (let channel = 0; channel < outChannels; channel++) to[target++] = from[source++];
      }
    }
  }
  return spread;
}

function installFilterGradient(tf: Tfjs): void {
  const convolve = wasmKernel<Conv2DInputs, Conv2DAttrs>(tf, 'Conv2D');
  const multiply = wasmKernel<BatchMatMulInputs, BatchMatMulAttrs>(tf, 'BatchMatMul');
  const transpose: Transpose = wasmKernel(tf, 'Transpose');
  const onCpu = cpuKernel(tf, 'Conv2DBackpropFilter');

  replaceKernel<Conv2DBackpropFilterInputs, Conv2DBackpropFilterAttrs>(tf, 'Conv2DBackpropFilter', 'wasm', ({ inputs, attrs, backend }) => {
    const { x, dy } = inputs;
    if (attrs.dataFormat === 'NCHW') return onCpu(inputs, attrs, backend);
    const conv = tf.backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number], attrs.filterShape, attrs.strides, 1, attrs.pad, attrs.dimRoundingMode);
    if (sizeOf(x.shape) === 0 || sizeOf(dy.shape) === 0) return zeros(backend, attrs.filterShape);

    if (isPointwise(conv)) {
      const points = conv.batchSize * conv.inHeight * conv.inWidth;
      const columns = transpose({ inputs: { x: reshaped(x, [points, conv.inChannels]) }, attrs: { perm: [1, 0] }, backend });
      const product = multiply({
        inputs: { a: reshaped(columns, [1, conv.inChannels, points]), b: reshaped(dy, [1, points, conv.outChannels]) },
        attrs: { transposeA: false, transposeB: false },
        backend,
      });
      release(backend, columns);
      return { ...product, shape: attrs.filterShape };
    }

    const { padInfo, filterHeight, filterWidth, inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth } = conv;
    // Rows and columns of the input that the stride leaves unused would need a negative padding here. They are left in:
    // the gradient then comes out larger than the filter, and is cut.
    const margins: Margins = {
      top: padInfo.top,
      bottom: Math.max(0, filterHeight - 1 + spreadLength(outHeight, strideHeight) - inHeight - padInfo.top),
      left: padInfo.left,
      right: Math.max(0, filterWidth - 1 + spreadLength(outWidth, strideWidth) - inWidth - padInfo.left),
    };
    const images = transpose({ inputs: { x }, attrs: { perm: [3, 1, 2, 0] }, backend });
    const filter = transpose({ inputs: { x: dy }, attrs: { perm: [1, 2, 0, 3] }, backend });
    const gradient = convolve({
      inputs: { x: images, filter },
      attrs: {
        strides: 1, pad: explicit(margins), dataFormat: 'NHWC', dilations: [strideHeight, strideWidth], dimRoundingMode: undefined!,
      },
      backend,
    });
    release(backend, images, filter);
    const result = arrangeFilter(backend, gradient, attrs.filterShape);
    release(backend, gradient);
    return result;
  });
}

function isPointwise({ filterHeight, filterWidth, strideHeight, strideWidth, padInfo }: ConvInfo): boolean {
  return [filterHeight, filterWidth, strideHeight, strideWidth].every((length) => length === 1) &&
    [padInfo.top, padInfo.bottom, padInfo.left, padInfo.right].every((margin) => margin === 0);
}

/** [in, height or more, width or more, out] -> [height, width, in, out]. */
function arrangeFilter(backend: BackendWasm, gradient: TensorInfo, filterShape: number[]): TensorInfo {
  const [height, width, inChannels, outChannels] = filterShape;
  const [, fromHeight, fromWidth] = gradient.shape;
  const result = backend.makeOutput(filterShape, 'float32');
  const from = view(backend, gradient);
  const to = view(backend, result);
  let target = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (let channel = 0; channel < inChannels; channel++) {
        let source = ((channel * fromHeight + row) * fromWidth + column) * outChannels;
        for (let out = 0; out < outChannels; out++) to[target++] = from[source++];
      }
    }
  }
  return result;
}
