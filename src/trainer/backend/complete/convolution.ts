/** What the gradients of convolutions have in common. Shapes are NHWC; `conv` describes the forward convolution. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { backend_util, TensorInfo } from '@tensorflow/tfjs';
import { view, zeros } from './kernels.js';

export type ConvInfo = backend_util.Conv2DInfo;

/** Rows and columns of padding. */
export interface Margins {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** The margins as tfjs's kernels take them. */
export function explicitPadding({ top, bottom, left, right }: Margins): backend_util.ExplicitPadding {
  return [[0, 0], [top, bottom], [left, right], [0, 0]];
}

/** Length of an axis of dy when its elements are `stride` apart. */
export function spreadLength(length: number, stride: number): number {
  return (length - 1) * stride + 1;
}

/**
 * Padding with which the convolution of the spread-out dy with the turned filter is as large as the input.
 * @returns null when it would be negative (padding beyond the filter's reach), which no convolution can do.
 */
export function marginsOfInputGradient(conv: ConvInfo): Margins | null {
  const { padInfo } = conv;
  const margins = {
    top: conv.filterHeight - 1 - padInfo.top,
    bottom: conv.inHeight - spreadLength(conv.outHeight, conv.strideHeight) + padInfo.top,
    left: conv.filterWidth - 1 - padInfo.left,
    right: conv.inWidth - spreadLength(conv.outWidth, conv.strideWidth) + padInfo.left,
  };
  return Object.values(margins).every((margin) => margin >= 0) ? margins : null;
}

/** dy with zeros between its rows and columns, where the stride left positions out: new data, unless the stride is 1. */
export function spreadOut(backend: BackendWasm, dy: TensorInfo, conv: ConvInfo, made: TensorInfo[]): TensorInfo {
  const { batchSize, outHeight, outWidth, outChannels, strideHeight, strideWidth } = conv;
  if (strideHeight === 1 && strideWidth === 1) return dy;
  const height = spreadLength(outHeight, strideHeight);
  const width = spreadLength(outWidth, strideWidth);
  const spread = zeros(backend, [batchSize, height, width, outChannels]);
  made.push(spread);
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

/** A new filter of the given shape, turned by 180 degrees; the first two axes of `shape` are the filter's. */
export function turned(backend: BackendWasm, filter: TensorInfo, shape: [number, number, number, number]): TensorInfo {
  const [height, width, inChannels, outChannels] = shape;
  const result = backend.makeOutput(shape, 'float32');
  const from = view(backend, filter);
  const to = view(backend, result);
  const points = height * width;
  const block = inChannels * outChannels;
  for (let point = 0; point < points; point++) {
    to.set(from.subarray(point * block, (point + 1) * block), (points - 1 - point) * block);
  }
  return result;
}
