/**
 * The gradients of depthwise convolutions, which the WASM backend has not and the cpu backend has slow.
 *
 * With y[n,p,q,c*M+m] = sum over r,s of x[n, p*S+r-P, q*S+s-P, c] w[r,s,c,m] (M the channel multiplier):
 * - dL/dx is, as with Conv2D, the depthwise convolution of the spread-out dy with the turned filter, here with c*M+m as
 *   the channel, summed over m;
 * - dL/dw[r,s,c,m] = sum over n,p,q of x[n, p*S+r-P, q*S+s-P, c] dy[n,p,q,c*M+m] is a loop over the heap, with the
 *   channel, along which all three tensors are contiguous, innermost.
 * tfjs has no gradient for dilated depthwise convolutions, so none is needed here.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type {
  DepthwiseConv2dNativeAttrs, DepthwiseConv2dNativeBackpropFilterAttrs, DepthwiseConv2dNativeBackpropFilterInputs,
  DepthwiseConv2dNativeBackpropInputAttrs, DepthwiseConv2dNativeBackpropInputInputs, DepthwiseConv2dNativeInputs, TensorInfo,
} from '@tensorflow/tfjs';
import type { Tfjs } from '../tfjs.js';
import { explicitPadding, marginsOfInputGradient, spreadOut, turned, type ConvInfo } from './convolution.js';
import { cpuKernel } from './fallback.js';
import { release, replaceKernel, sizeOf, view, wasmKernel, zeros } from './kernels.js';

type Shape4D = [number, number, number, number];

export function installDepthwiseGradients(tf: Tfjs): void {
  installInputGradient(tf);
  installFilterGradient(tf);
}

function installInputGradient(tf: Tfjs): void {
  const convolve = wasmKernel<DepthwiseConv2dNativeInputs, Omit<DepthwiseConv2dNativeAttrs, 'dimRoundingMode'>>(
    tf, 'DepthwiseConv2dNative');
  const onCpu = cpuKernel(tf, 'DepthwiseConv2dNativeBackpropInput');

  replaceKernel<DepthwiseConv2dNativeBackpropInputInputs, DepthwiseConv2dNativeBackpropInputAttrs>(
    tf, 'DepthwiseConv2dNativeBackpropInput', 'wasm', ({ inputs, attrs, backend }) => {
      const { dy, filter } = inputs;
      const conv = tf.backend_util.computeConv2DInfo(
        attrs.inputShape, filter.shape as Shape4D, attrs.strides, 1, attrs.pad, attrs.dimRoundingMode, true);
      if (sizeOf(conv.inShape) === 0 || sizeOf(dy.shape) === 0) return zeros(backend, conv.inShape);
      const margins = marginsOfInputGradient(conv);
      if (!margins) return onCpu(inputs, attrs, backend);

      const backward = turned(backend, filter, [conv.filterHeight, conv.filterWidth, conv.outChannels, 1]);
      const made = [backward];
      const spread = spreadOut(backend, dy, conv, made);
      const dx = convolve({
        inputs: { x: spread, filter: backward },
        attrs: { strides: 1, pad: explicitPadding(margins), dataFormat: 'NHWC', dilations: 1 },
        backend,
      });
      release(backend, ...made);
      return conv.outChannels === conv.inChannels ? dx : summedOverMultiplier(backend, dx, conv);
    });
}

/** [batch, height, width, channels*M] -> [batch, height, width, channels]; frees its argument. */
function summedOverMultiplier(backend: BackendWasm, products: TensorInfo, conv: ConvInfo): TensorInfo {
  const dx = backend.makeOutput(conv.inShape, 'float32');
  const from = view(backend, products);
  const to = view(backend, dx);
  const multiplier = conv.outChannels / conv.inChannels;
  let source = 0;
  for (let target = 0; target < to.length; target++) {
    let sum = 0;
    for (let m = 0; m < multiplier; m++) sum += from[source++];
    to[target] = sum;
  }
  release(backend, products);
  return dx;
}

function installFilterGradient(tf: Tfjs): void {
  replaceKernel<DepthwiseConv2dNativeBackpropFilterInputs, DepthwiseConv2dNativeBackpropFilterAttrs>(
    tf, 'DepthwiseConv2dNativeBackpropFilter', 'wasm', ({ inputs: { x, dy }, attrs, backend }) => {
      const conv = tf.backend_util.computeConv2DInfo(
        x.shape as Shape4D, attrs.filterShape as Shape4D, attrs.strides, 1, attrs.pad, attrs.dimRoundingMode, true);
      const dw = backend.makeOutput(attrs.filterShape, 'float32');
      view(backend, dw).set(filterGradient(conv, view(backend, x), view(backend, dy)));
      return dw;
    });
}

/** dL/dw, summed in float64: an element is a sum over all pixels of the batch. */
function filterGradient(conv: ConvInfo, x: Float32Array, dy: Float32Array): Float64Array {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth } = conv;
  const multiplier = outChannels / inChannels;
  const sums = new Float64Array(filterHeight * filterWidth * outChannels);
  for (let n = 0; n < batchSize; n++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const top = outRow * conv.strideHeight - conv.padInfo.top;
      for (let r = Math.max(0, -top); r < Math.min(filterHeight, inHeight - top); r++) {
        const inRow = (n * inHeight + top + r) * inWidth;
        for (let outColumn = 0; outColumn < outWidth; outColumn++) {
          const left = outColumn * conv.strideWidth - conv.padInfo.left;
          const output = ((n * outHeight + outRow) * outWidth + outColumn) * outChannels;
          for (let s = Math.max(0, -left); s < Math.min(filterWidth, inWidth - left); s++) {
            const input = (inRow + left + s) * inChannels;
            addProducts(sums, (r * filterWidth + s) * outChannels, x, input, dy, output, inChannels, multiplier);
          }
        }
      }
    }
  }
  return sums;
}

/** sums[w+c*M+m] += x[i+c] dy[o+c*M+m]: a function of its own, so that V8 keeps all that the loop touches in registers. */
function addProducts(
  sums: Float64Array, w: number, x: Float32Array, i: number, dy: Float32Array, o: number, channels: number, multiplier: number,
): void {
  if (multiplier === 1) {
    for (let c = 0; c < channels; c++) sums[w + c] += x[i + c] * dy[o + c];
    return;
  }
  for (let c = 0; c < channels; c++) {
    const value = x[i + c];
    for (let m = 0; m < multiplier; m++) sums[w++] += value * dy[o++];
  }
}
