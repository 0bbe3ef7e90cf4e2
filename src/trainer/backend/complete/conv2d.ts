/**
 * Conv2D and its gradients on our own kernel: matrix products of the windows of an image, which are laid out as rows only
 * block by block. Channels-first images are left to the cpu backend (corrections.ts).
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type {
  Conv2DAttrs, Conv2DBackpropFilterAttrs, Conv2DBackpropFilterInputs, Conv2DBackpropInputAttrs, Conv2DBackpropInputInputs,
  Conv2DInputs, FusedConv2DAttrs, FusedConv2DInputs, TensorInfo,
} from '@tensorflow/tfjs';
import { heapKernels } from '../heapKernels.js';
import type { Tfjs } from '../tfjs.js';
import { cpuKernel } from './fallback.js';
import { finishFused } from './fused.js';
import { offsetOf, release, replaceKernel, sizeOf, zeros } from './kernels.js';
import { backwardPlanes, filterSteps, forwardPlane, paddedFor, targetRecord, windowsRecord, type ConvInfo } from './windows.js';

type Shape4D = [number, number, number, number];

export function installConv2D(tf: Tfjs): void {
  const describe = (x: number[], filter: number[], attrs: Pick<Conv2DAttrs, 'strides' | 'pad' | 'dimRoundingMode'>, dilations: Conv2DAttrs['dilations'] = 1) =>
    tf.backend_util.computeConv2DInfo(x as Shape4D, filter as Shape4D, attrs.strides, dilations, attrs.pad, attrs.dimRoundingMode);

  replaceKernel<Conv2DInputs, Conv2DAttrs>(tf, 'Conv2D', 'wasm', ({ inputs: { x, filter }, attrs, backend }) =>
    convolve(backend, x, filter, describe(x.shape, filter.shape, attrs, attrs.dilations)));

  replaceKernel<FusedConv2DInputs, FusedConv2DAttrs>(tf, 'FusedConv2D', 'wasm', ({ inputs, attrs, backend }) => {
    const { x, filter } = inputs;
    const y = convolve(backend, x, filter, describe(x.shape, filter.shape, attrs, attrs.dilations));
    return finishFused(tf, backend, y, inputs, attrs);
  });

  const inputOnCpu = cpuKernel(tf, 'Conv2DBackpropInput');
  replaceKernel<Conv2DBackpropInputInputs, Conv2DBackpropInputAttrs>(tf, 'Conv2DBackpropInput', 'wasm', ({ inputs, attrs, backend }) => {
    if (attrs.dataFormat === 'NCHW') return inputOnCpu(inputs, attrs, backend);
    const { dy, filter } = inputs;
    return inputGradient(backend, dy, filter, describe(attrs.inputShape, filter.shape, attrs));
  });

  const filterOnCpu = cpuKernel(tf, 'Conv2DBackpropFilter');
  replaceKernel<Conv2DBackpropFilterInputs, Conv2DBackpropFilterAttrs>(tf, 'Conv2DBackpropFilter', 'wasm', ({ inputs, attrs, backend }) => {
    if (attrs.dataFormat === 'NCHW') return filterOnCpu(inputs, attrs, backend);
    const { x, dy } = inputs;
    return filterGradient(backend, x, dy, describe(x.shape, attrs.filterShape, attrs));
  });
}

function convolve(backend: BackendWasm, x: TensorInfo, filter: TensorInfo, conv: ConvInfo): TensorInfo {
  const y = backend.makeOutput(conv.outShape, 'float32');
  const plane = forwardPlane(conv);
  const image = paddedFor(backend, x, [plane]);
  const { convolve: run, records, workspace } = heapKernels(backend);
  const [windows, target] = records(
    windowsRecord(backend, image, plane, conv.outChannels),
    targetRecord(backend, filterSteps(backend, filter, 'forward'), y, plane));
  run(windows, target, workspace);
  release(backend, ...image.made);
  return y;
}

function inputGradient(backend: BackendWasm, dy: TensorInfo, filter: TensorInfo, conv: ConvInfo): TensorInfo {
  const planes = backwardPlanes(conv);
  // Pixels that no window meets get nothing.
  const isCovered = planes.every(({ vertical, horizontal }) => vertical.taps > 0 && horizontal.taps > 0) && sizeOf(dy.shape) > 0;
  const dx = isCovered ? backend.makeOutput(conv.inShape, 'float32') : zeros(backend, conv.inShape);
  const image = paddedFor(backend, dy, planes);
  const { convolve: run, records, workspace } = heapKernels(backend);
  for (const plane of planes) {
    const [windows, target] = records(
      windowsRecord(backend, image, plane, conv.inChannels),
      targetRecord(backend, filterSteps(backend, filter, 'backward'), dx, plane));
    run(windows, target, workspace);
  }
  release(backend, ...image.made);
  return dx;
}

function filterGradient(backend: BackendWasm, x: TensorInfo, dy: TensorInfo, conv: ConvInfo): TensorInfo {
  if (sizeOf(dy.shape) === 0) return zeros(backend, conv.filterShape);
  const dw = backend.makeOutput(conv.filterShape, 'float32');
  const plane = forwardPlane(conv);
  const image = paddedFor(backend, x, [plane]);
  const { convolveFilterGradient: run, records, workspace } = heapKernels(backend);
  const [windows] = records(windowsRecord(backend, image, plane, conv.outChannels));
  run(windows, offsetOf(backend, dy), offsetOf(backend, dw), workspace);
  release(backend, ...image.made);
  return dw;
}
