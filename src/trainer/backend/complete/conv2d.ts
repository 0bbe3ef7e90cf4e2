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
import type { ConvInfo } from './convolution.js';
import { cpuKernel } from './fallback.js';
import { finishFused } from './fused.js';
import { offsetOf, release, replaceKernel, sizeOf, zeros } from './kernels.js';
import { backwardAxes, forwardAxis, paddingOf, type Axis, type AxisOfConvolution } from './windows.js';

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
  const [, tapsAcross, inChannels, outChannels] = filter.shape;
  const y = backend.makeOutput(conv.outShape, 'float32');
  const vertical = forwardAxis(verticalOf(conv));
  const horizontal = forwardAxis(horizontalOf(conv));
  const image = paddedFor(backend, x, [vertical], [horizontal]);
  const { convolve: run, records, workspace } = heapKernels(backend);
  const row = 4 * inChannels * outChannels;
  run(...records(
    windowsRecord(backend, image, vertical, horizontal, outChannels),
    targetRecord(
      { at: offsetOf(backend, filter), down: row * tapsAcross, across: row, channel: 4 * outChannels, column: 4 },
      { at: offsetOf(backend, y), shape: conv.outShape }, vertical, horizontal),
  ) as [number, number], workspace);
  release(backend, ...image.made);
  return y;
}

function inputGradient(backend: BackendWasm, dy: TensorInfo, filter: TensorInfo, conv: ConvInfo): TensorInfo {
  const [, tapsAcross, inChannels, outChannels] = filter.shape;
  const verticals = backwardAxes(verticalOf(conv));
  const horizontals = backwardAxes(horizontalOf(conv));
  // Pixels that no window meets get nothing.
  const isCovered = [...verticals, ...horizontals].every(({ taps }) => taps > 0) && sizeOf(dy.shape) > 0;
  const dx = isCovered ? backend.makeOutput(conv.inShape, 'float32') : zeros(backend, conv.inShape);
  const image = paddedFor(backend, dy, verticals, horizontals);
  const { convolve: run, records, workspace } = heapKernels(backend);
  const row = 4 * inChannels * outChannels;
  for (const vertical of verticals) {
    for (const horizontal of horizontals) {
      run(...records(
        windowsRecord(backend, image, vertical, horizontal, inChannels),
        targetRecord(
          { at: offsetOf(backend, filter), down: row * tapsAcross, across: row, channel: 4, column: 4 * outChannels },
          { at: offsetOf(backend, dx), shape: conv.inShape }, vertical, horizontal),
      ) as [number, number], workspace);
    }
  }
  release(backend, ...image.made);
  return dx;
}

function filterGradient(backend: BackendWasm, x: TensorInfo, dy: TensorInfo, conv: ConvInfo): TensorInfo {
  if (sizeOf(dy.shape) === 0) return zeros(backend, conv.filterShape);
  const dw = backend.makeOutput(conv.filterShape, 'float32');
  const vertical = forwardAxis(verticalOf(conv));
  const horizontal = forwardAxis(horizontalOf(conv));
  const image = paddedFor(backend, x, [vertical], [horizontal]);
  const { convolveFilterGradient: run, records, workspace } = heapKernels(backend);
  const [windows] = records(windowsRecord(backend, image, vertical, horizontal, conv.outChannels));
  run(windows, offsetOf(backend, dy), offsetOf(backend, dw), workspace);
  release(backend, ...image.made);
  return dw;
}

function verticalOf(conv: ConvInfo): AxisOfConvolution {
  return {
    inLength: conv.inHeight, outLength: conv.outHeight, taps: conv.filterHeight, stride: conv.strideHeight,
    dilation: conv.dilationHeight, padding: conv.padInfo.top,
  };
}

function horizontalOf(conv: ConvInfo): AxisOfConvolution {
  return {
    inLength: conv.inWidth, outLength: conv.outWidth, taps: conv.filterWidth, stride: conv.strideWidth,
    dilation: conv.dilationWidth, padding: conv.padInfo.left,
  };
}

/** An image with zeros around it. */
interface PaddedImage {
  tensor: TensorInfo;
  top: number;
  left: number;
  /** Tensors to release in the end. */
  made: TensorInfo[];
}

/** The image itself, where all windows lie within it, or a copy with so many zeros around it that they do. */
function paddedFor(backend: BackendWasm, image: TensorInfo, verticals: readonly Axis[], horizontals: readonly Axis[]): PaddedImage {
  const [images, height, width, channels] = image.shape;
  const [top, bottom] = paddingOf(verticals, height);
  const [left, right] = paddingOf(horizontals, width);
  if (top + bottom + left + right === 0) return { tensor: image, top, left, made: [] };
  const shape = [images, top + height + bottom, left + width + right, channels];
  const tensor = zeros(backend, shape);
  const pixel = 4 * channels;
  heapKernels(backend).placeImages(
    offsetOf(backend, image), images, height, width * pixel,
    offsetOf(backend, tensor) + (top * shape[2] + left) * pixel, shape[1] * shape[2] * pixel, shape[2] * pixel);
  return { tensor, top, left, made: [tensor] };
}

/** The fields of `Windows` in kernel/convolution.ts. */
function windowsRecord(backend: BackendWasm, { tensor, top, left }: PaddedImage, vertical: Axis, horizontal: Axis, columns: number): number[] {
  const [images, height, width, channels] = tensor.shape;
  const pixel = 4 * channels;
  const row = width * pixel;
  return [
    offsetOf(backend, tensor) + (vertical.first + top) * row + (horizontal.first + left) * pixel,
    height * row, images, vertical.windows, horizontal.windows, vertical.step * row, horizontal.step * pixel,
    vertical.taps, horizontal.taps, vertical.tapStep * row, horizontal.tapStep * pixel, channels, columns,
  ];
}

/** The filter's first element, and from there to the next of each kind, in bytes. */
interface FilterSteps {
  at: number;
  down: number;
  across: number;
  channel: number;
  column: number;
}

/** The fields of `Target` in kernel/convolution.ts. */
function targetRecord(
  filter: FilterSteps, result: { at: number; shape: number[] }, vertical: Axis, horizontal: Axis,
): number[] {
  const [, height, width, channels] = result.shape;
  const pixel = 4 * channels;
  const row = width * pixel;
  return [
    filter.at + vertical.filter * filter.down + horizontal.filter * filter.across,
    vertical.filterStep * filter.down, horizontal.filterStep * filter.across, filter.channel, filter.column,
    result.at + vertical.result * row + horizontal.result * pixel,
    height * row, vertical.resultStep * row, horizontal.resultStep * pixel,
  ];
}
