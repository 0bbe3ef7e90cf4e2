/**
 * The gradients of depthwise convolutions, which the WASM backend has not and the cpu backend has slow.
 *
 * With y[n,p,q,c*M+m] = sum over r,s of x[n, p*S+r-P, q*S+s-P, c] w[r,s,c,m] (M the channel multiplier), each channel is a
 * convolution of its own: the windows are those of Conv2D, and only what is done with them differs.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type {
  DepthwiseConv2dNativeBackpropFilterAttrs, DepthwiseConv2dNativeBackpropFilterInputs,
  DepthwiseConv2dNativeBackpropInputAttrs, DepthwiseConv2dNativeBackpropInputInputs, TensorInfo,
} from '@tensorflow/tfjs';
import { heapKernels } from '../heapKernels.js';
import type { Tfjs } from '../tfjs.js';
import { offsetOf, release, replaceKernel, sizeOf, zeros } from './kernels.js';
import { backwardPlanes, filterSteps, forwardPlane, paddedFor, targetRecord, windowsRecord, type ConvInfo } from './windows.js';

type Shape4D = [number, number, number, number];

export function installDepthwiseGradients(tf: Tfjs): void {
  replaceKernel<DepthwiseConv2dNativeBackpropInputInputs, DepthwiseConv2dNativeBackpropInputAttrs>(
    tf, 'DepthwiseConv2dNativeBackpropInput', 'wasm', ({ inputs: { dy, filter }, attrs, backend }) =>
      inputGradient(backend, dy, filter, tf.backend_util.computeConv2DInfo(
        attrs.inputShape, filter.shape as Shape4D, attrs.strides, 1, attrs.pad, attrs.dimRoundingMode, true)));

  replaceKernel<DepthwiseConv2dNativeBackpropFilterInputs, DepthwiseConv2dNativeBackpropFilterAttrs>(
    tf, 'DepthwiseConv2dNativeBackpropFilter', 'wasm', ({ inputs: { x, dy }, attrs, backend }) =>
      filterGradient(backend, x, dy, tf.backend_util.computeConv2DInfo(
        x.shape as Shape4D, attrs.filterShape, attrs.strides, 1, attrs.pad, attrs.dimRoundingMode, true)));
}

function inputGradient(backend: BackendWasm, dy: TensorInfo, filter: TensorInfo, conv: ConvInfo): TensorInfo {
  const dx = zeros(backend, conv.inShape);
  if (sizeOf(dy.shape) === 0) return dx;
  const planes = backwardPlanes(conv);
  const image = paddedFor(backend, dy, planes);
  const { depthwiseInputGradient: run, records } = heapKernels(backend);
  for (const plane of planes) {
    const [windows, target] = records(
      windowsRecord(backend, image, plane, conv.inChannels),
      targetRecord(backend, filterSteps(backend, filter, 'backward'), dx, plane));
    run(windows, target);
  }
  release(backend, ...image.made);
  return dx;
}

function filterGradient(backend: BackendWasm, x: TensorInfo, dy: TensorInfo, conv: ConvInfo): TensorInfo {
  const shape = [conv.filterHeight, conv.filterWidth, conv.inChannels, conv.outChannels / conv.inChannels];
  const dw = zeros(backend, shape);
  const ofImage = backend.makeOutput(shape, 'float32');
  const plane = forwardPlane(conv);
  const image = paddedFor(backend, x, [plane]);
  const { depthwiseFilterGradient: run, records } = heapKernels(backend);
  const [windows] = records(windowsRecord(backend, image, plane, conv.outChannels));
  run(windows, offsetOf(backend, dy), offsetOf(backend, dw), offsetOf(backend, ofImage));
  release(backend, ofImage, ...image.made);
  return dw;
}
