/**
 * The gradients of Conv2D, written as convolutions again, so that XNNPACK computes them.
 *
 * With y[n,p,q,o] = sum over r,s,i of x[n, p*S+r-P, q*S+s-P, i] w[r,s,i,o] (stride S, padding P, filter K x K):
 * - dL/dx is the convolution of dy, spread out by S, with the filter turned by 180 degrees and its channels swapped,
 *   padded by K-1-P;
 * - dL/dw[r,s,i,o] = sum over n,p,q of x[n, p*S+r-P, q*S+s-P, i] dy[n,p,q,o] is a convolution of the images with their
 *   batch as channels, and dy as the filter: stride 1, dilation S.
 * tfjs has no gradient for dilated convolutions, so none is needed here.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type {
  BatchMatMulAttrs, BatchMatMulInputs, Conv2DAttrs, Conv2DBackpropFilterAttrs, Conv2DBackpropFilterInputs,
  Conv2DBackpropInputAttrs, Conv2DBackpropInputInputs, Conv2DInputs, TensorInfo, TransposeAttrs, TransposeInputs,
} from '@tensorflow/tfjs';
import type { Tfjs } from '../tfjs.js';
import { explicitPadding, marginsOfInputGradient, spreadLength, spreadOut, turned, type ConvInfo, type Margins } from './convolution.js';
import { cpuKernel } from './fallback.js';
import { release, replaceKernel, reshaped, sizeOf, view, wasmKernel, zeros } from './kernels.js';

type Shape4D = [number, number, number, number];

/** A plain convolution with XNNPACK. */
type Convolve = (backend: BackendWasm, x: TensorInfo, filter: TensorInfo, margins: Margins, dilations: [number, number]) => TensorInfo;

export function installConv2DGradients(tf: Tfjs): void {
  const kernel = wasmKernel<Conv2DInputs, Omit<Conv2DAttrs, 'dimRoundingMode'>>(tf, 'Conv2D');
  const convolve: Convolve = (backend, x, filter, margins, dilations) => kernel({
    inputs: { x, filter }, attrs: { strides: 1, pad: explicitPadding(margins), dataFormat: 'NHWC', dilations }, backend,
  });
  installInputGradient(tf, convolve);
  installFilterGradient(tf, convolve);
}

function installInputGradient(tf: Tfjs, convolve: Convolve): void {
  const slow = wasmKernel<Conv2DBackpropInputInputs, Conv2DBackpropInputAttrs>(tf, 'Conv2DBackpropInput');
  const transpose = wasmKernel<TransposeInputs, TransposeAttrs>(tf, 'Transpose');

  replaceKernel<Conv2DBackpropInputInputs, Conv2DBackpropInputAttrs>(tf, 'Conv2DBackpropInput', 'wasm', (call) => {
    const { inputs: { dy, filter }, attrs, backend } = call;
    if (attrs.dataFormat === 'NCHW') return slow(call);
    const [height, width, inChannels, outChannels] = filter.shape;
    const conv = tf.backend_util.computeConv2DInfo(
      attrs.inputShape, filter.shape as Shape4D, attrs.strides, 1, attrs.pad, attrs.dimRoundingMode);
    if (sizeOf(conv.inShape) === 0 || sizeOf(dy.shape) === 0) return zeros(backend, conv.inShape);
    const margins = marginsOfInputGradient(conv);
    if (!margins) return slow(call);

    const swapped = transpose({
      inputs: { x: reshaped(filter, [height * width, inChannels, outChannels]) }, attrs: { perm: [0, 2, 1] }, backend,
    });
    const backward = turned(backend, swapped, [height, width, outChannels, inChannels]);
    const made = [swapped, backward];
    const dx = convolve(backend, spreadOut(backend, dy, conv, made), backward, margins, [1, 1]);
    release(backend, ...made);
    return dx;
  });
}

function installFilterGradient(tf: Tfjs, convolve: Convolve): void {
  const multiply = wasmKernel<BatchMatMulInputs, BatchMatMulAttrs>(tf, 'BatchMatMul');
  const transpose = wasmKernel<TransposeInputs, TransposeAttrs>(tf, 'Transpose');
  const onCpu = cpuKernel(tf, 'Conv2DBackpropFilter');

  replaceKernel<Conv2DBackpropFilterInputs, Conv2DBackpropFilterAttrs>(tf, 'Conv2DBackpropFilter', 'wasm', (call) => {
    const { inputs, attrs, backend } = call;
    const { x, dy } = inputs;
    if (attrs.dataFormat === 'NCHW') return onCpu(inputs, attrs, backend);
    const conv = tf.backend_util.computeConv2DInfo(
      x.shape as Shape4D, attrs.filterShape, attrs.strides, 1, attrs.pad, attrs.dimRoundingMode);
    if (sizeOf(x.shape) === 0 || sizeOf(dy.shape) === 0) return zeros(backend, attrs.filterShape);

    if (isPointwise(conv)) {
      const points = conv.batchSize * conv.inHeight * conv.inWidth;
      const a = transpose({ inputs: { x: reshaped(x, [points, conv.inChannels]) }, attrs: { perm: [1, 0] }, backend });
      const product = multiply({
        inputs: { a: reshaped(a, [1, conv.inChannels, points]), b: reshaped(dy, [1, points, conv.outChannels]) },
        attrs: { transposeA: false, transposeB: false },
        backend,
      });
      release(backend, a);
      return reshaped(product, attrs.filterShape);
    }

    const images = transpose({ inputs: { x }, attrs: { perm: [3, 1, 2, 0] }, backend });
    const filter = transpose({ inputs: { x: dy }, attrs: { perm: [1, 2, 0, 3] }, backend });
    const gradient = convolve(backend, images, filter, marginsOfFilterGradient(conv), [conv.strideHeight, conv.strideWidth]);
    const dw = arranged(backend, gradient, attrs.filterShape);
    release(backend, images, filter, gradient);
    return dw;
  });
}

function isPointwise({ filterHeight, filterWidth, strideHeight, strideWidth, padInfo }: ConvInfo): boolean {
  return [filterHeight, filterWidth, strideHeight, strideWidth].every((length) => length === 1) &&
    [padInfo.top, padInfo.bottom, padInfo.left, padInfo.right].every((margin) => margin === 0);
}

/**
 * Padding with which the convolution over the images is as large as the filter. Rows and columns that the stride leaves
 * unused would need a negative padding: they are left in, the gradient comes out larger than the filter, and is cut.
 */
function marginsOfFilterGradient(conv: ConvInfo): Margins {
  const { top, left } = conv.padInfo;
  return {
    top,
    bottom: Math.max(0, conv.filterHeight - 1 + spreadLength(conv.outHeight, conv.strideHeight) - conv.inHeight - top),
    left,
    right: Math.max(0, conv.filterWidth - 1 + spreadLength(conv.outWidth, conv.strideWidth) - conv.inWidth - left),
  };
}

/** [in, height or more, width or more, out] -> [height, width, in, out]. */
function arranged(backend: BackendWasm, gradient: TensorInfo, filterShape: number[]): TensorInfo {
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
