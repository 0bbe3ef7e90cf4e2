/** Hands windows of an image to the kernels: see kernel/convolution.ts. Images are batch, height, width, channels. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { backend_util, TensorInfo } from '@tensorflow/tfjs';
import { heapKernels } from '../heapKernels.js';
import { backwardAxes, forwardAxis, paddingOf, type Axis, type AxisOfConvolution } from './axes.js';
import { offsetOf, zeros } from './kernels.js';

export type ConvInfo = backend_util.Conv2DInfo;

/** Windows of an image, by axis. */
export interface Plane {
  vertical: Axis;
  horizontal: Axis;
}

export function forwardPlane(conv: ConvInfo): Plane {
  return { vertical: forwardAxis(verticalOf(conv)), horizontal: forwardAxis(horizontalOf(conv)) };
}

/** The windows of dy, of which the gradient with respect to the input is made; see axes.ts for why there are several. */
export function backwardPlanes(conv: ConvInfo): Plane[] {
  return backwardAxes(verticalOf(conv)).flatMap((vertical) =>
    backwardAxes(horizontalOf(conv)).map((horizontal) => ({ vertical, horizontal })));
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

/** An image with so many zeros around it that all windows lie within it. */
export interface PaddedImage {
  tensor: TensorInfo;
  top: number;
  left: number;
  /** Tensors to release in the end: none where the image needed no zeros. */
  made: TensorInfo[];
}

export function paddedFor(backend: BackendWasm, image: TensorInfo, planes: readonly Plane[]): PaddedImage {
  const [images, height, width, channels] = image.shape;
  const [top, bottom] = paddingOf(planes.map(({ vertical }) => vertical), height);
  const [left, right] = paddingOf(planes.map(({ horizontal }) => horizontal), width);
  if (top + bottom + left + right === 0) return { tensor: image, top, left, made: [] };
  const shape = [images, top + height + bottom, left + width + right, channels];
  const tensor = zeros(backend, shape);
  const pixel = 4 * channels;
  const row = shape[2] * pixel;
  heapKernels(backend).placeImages(
    offsetOf(backend, image), images, height, width * pixel, offsetOf(backend, tensor) + top * row + left * pixel, shape[1] * row, row);
  return { tensor, top, left, made: [tensor] };
}

/** The fields of `Windows` in kernel/convolution.ts. */
export function windowsRecord(
  backend: BackendWasm, { tensor, top, left }: PaddedImage, { vertical, horizontal }: Plane, columns: number,
): number[] {
  const [images, height, width, channels] = tensor.shape;
  const pixel = 4 * channels;
  const row = width * pixel;
  return [
    offsetOf(backend, tensor) + (vertical.first + top) * row + (horizontal.first + left) * pixel,
    height * row, images, vertical.windows, horizontal.windows, vertical.step * row, horizontal.step * pixel,
    vertical.taps, horizontal.taps, vertical.tapStep * row, horizontal.tapStep * pixel, channels, columns,
  ];
}

/** The filter's first element, and from there to the next tap down and across, channel and column, in bytes. */
export interface FilterSteps {
  at: number;
  down: number;
  across: number;
  channel: number;
  column: number;
}

/** Forward the filter's inputs are the channels and its outputs the columns, backward the other way round. */
export function filterSteps(backend: BackendWasm, filter: TensorInfo, direction: 'forward' | 'backward'): FilterSteps {
  const [, width, inChannels, outChannels] = filter.shape;
  const input = 4 * outChannels;
  const [channel, column] = direction === 'forward' ? [input, 4] : [4, input];
  return { at: offsetOf(backend, filter), down: width * inChannels * input, across: inChannels * input, channel, column };
}

/** The fields of `Target` in kernel/convolution.ts. */
export function targetRecord(
  backend: BackendWasm, filter: FilterSteps, result: TensorInfo, { vertical, horizontal }: Plane,
): number[] {
  const [, height, width, channels] = result.shape;
  const pixel = 4 * channels;
  const row = width * pixel;
  return [
    filter.at + vertical.filter * filter.down + horizontal.filter * filter.across,
    vertical.filterStep * filter.down, horizontal.filterStep * filter.across, filter.channel, filter.column,
    offsetOf(backend, result) + vertical.result * row + horizontal.result * pixel,
    height * row, vertical.resultStep * row, horizontal.resultStep * pixel,
  ];
}
