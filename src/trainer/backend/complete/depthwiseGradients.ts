/**
 * The gradients of depthwise convolutions, which the WASM backend has not and the cpu backend has slow: loops over the
 * WASM heap whose innermost index is the channel, along which all three tensors are contiguous.
 *
 * y[n,p,q,c*M+m] = sum over r,s of x[n, p*S+r-P, q*S+s-P, c] w[r,s,c,m], with M the channel multiplier.
 * As with Conv2D, tfjs has no gradient for dilated depthwise convolutions.
 */
import type {
  backend_util, DepthwiseConv2dNativeBackpropFilterAttrs, DepthwiseConv2dNativeBackpropFilterInputs,
  DepthwiseConv2dNativeBackpropInputAttrs, DepthwiseConv2dNativeBackpropInputInputs,
} from '@tensorflow/tfjs';
import type { Tfjs } from '../tfjs.js';
import { replaceKernel, view, zeros } from './kernels.js';

type Shape4D = [number, number, number, number];

export function installDepthwiseGradients(tf: Tfjs): void {
  const describe = (inShape: Shape4D, filterShape: Shape4D,
    { strides, pad, dimRoundingMode }: DepthwiseConv2dNativeBackpropInputAttrs | DepthwiseConv2dNativeBackpropFilterAttrs) =>
    tf.backend_util.computeConv2DInfo(inShape, filterShape, strides, 1, pad, dimRoundingMode, true);

  replaceKernel<DepthwiseConv2dNativeBackpropInputInputs, DepthwiseConv2dNativeBackpropInputAttrs>(
    tf, 'DepthwiseConv2dNativeBackpropInput', 'wasm', ({ inputs: { dy, filter }, attrs, backend }) => {
      const conv = describe(attrs.inputShape, filter.shape as Shape4D, attrs);
      const dx = zeros(backend, conv.inShape);
      inputGradient(conv, view(backend, dy), view(backend, filter), view(backend, dx));
      return dx;
    });

  replaceKernel<DepthwiseConv2dNativeBackpropFilterInputs, DepthwiseConv2dNativeBackpropFilterAttrs>(
    tf, 'DepthwiseConv2dNativeBackpropFilter', 'wasm', ({ inputs: { x, dy }, attrs, backend }) => {
      const conv = describe(x.shape as Shape4D, attrs.filterShape as Shape4D, attrs);
      const dw = backend.makeOutput(attrs.filterShape, 'float32');
      filterGradient(conv, view(backend, x), view(backend, dy), view(backend, dw));
      return dw;
    });
}

/** Calls `visit` with the offsets of every pair of an input pixel and an output pixel that a point of the filter joins. */
function forEachPair(
  conv: backend_util.Conv2DInfo, visit: (input: number, filterPoint: number, output: number) => void,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth } = conv;
  for (let n = 0; n < batchSize; n++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const top = outRow * conv.strideHeight - conv.padInfo.top;
      for (let r = Math.max(0, -top); r < Math.min(filterHeight, inHeight - top); r++) {
        const inRow = (n * inHeight + top + r) * inWidth;
        for (let outColumn = 0; outColumn < outWidth; outColumn++) {
          const left = outColumn * conv.strideWidth - conv.padInfo.left;
          const output = ((n * outHeight + outRow) * outWidth + outColumn) * outChannels;
          for (let s = Math.max(0, -left); s < Math.min(filterWidth, inWidth - left); s++) {
            visit((inRow + left + s) * inChannels, r * filterWidth + s, output);
          }
        }
      }
    }
  }
}

/** Adds dL/dx to `dx`, which holds zeros. */
function inputGradient(conv: backend_util.Conv2DInfo, dy: Float32Array, filter: Float32Array, dx: Float32Array): void {
  const { inChannels, outChannels } = conv;
  const multiplier = outChannels / inChannels;
  forEachPair(conv, (input, filterPoint, output) => {
    let weight = filterPoint * outChannels;
    if (multiplier === 1) {
      for (let c = 0; c < inChannels; c++) dx[input + c] += dy[output + c] * filter[weight + c];
      return;
    }
    for (let c = 0; c < inChannels; c++) {
      let sum = 0;
      for (let m = 0; m < multiplier; m++) sum += dy[output++] * filter[weight++];
      dx[input + c] += sum;
    }
  });
}

/** Writes dL/dw to `dw`. Sums in float64: an element is a sum over all pixels of the batch. */
function filterGradient(conv: backend_util.Conv2DInfo, x: Float32Array, dy: Float32Array, dw: Float32Array): void {
  const { inChannels, outChannels } = conv;
  const multiplier = outChannels / inChannels;
  const sums = new Float64Array(dw.length);
  forEachPair(conv, (input, filterPoint, output) => {
    let weight = filterPoint * outChannels;
    if (multiplier === 1) {
      for (let c = 0; c < inChannels; c++) sums[weight + c] += x[input + c] * dy[output + c];
      return;
    }
    for (let c = 0; c < inChannels; c++) {
      const value = x[input + c];
      for (let m = 0; m < multiplier; m++) sums[weight++] += value * dy[output++];
    }
  });
  dw.set(sums);
}
