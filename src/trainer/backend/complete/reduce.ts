/**
 * Sum and Mean. tfjs's kernels bring the axes to the end first, by a transpose of everything, and add up element by
 * element: slow for what the gradient of every bias is, and a loss of precision in long sums.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { MeanAttrs, SumAttrs, SumInputs, TensorInfo } from '@tensorflow/tfjs';
import { heapKernels } from '../heapKernels.js';
import type { Tfjs } from '../tfjs.js';
import { offsetOf, replaceKernel, sizeOf, wasmKernel, type KernelCall } from './kernels.js';

export function installReductions(tf: Tfjs): void {
  install(tf, 'Sum', () => 1);
  install(tf, 'Mean', (count) => count);
}

function install(tf: Tfjs, name: string, divisorFor: (count: number) => number): void {
  const general = wasmKernel<SumInputs, SumAttrs | MeanAttrs>(tf, name);
  replaceKernel<SumInputs, SumAttrs | MeanAttrs>(tf, name, 'wasm', (call: KernelCall<SumInputs, SumAttrs | MeanAttrs>) => {
    const { inputs: { x }, attrs: { axis, keepDims }, backend } = call;
    const axes = tf.util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
    if (x.dtype !== 'float32' || !followEachOther(axes)) return general(call);
    const shape = keepDims
      ? x.shape.map((length, i) => axes.includes(i) ? 1 : length)
      : x.shape.filter((_, i) => !axes.includes(i));
    return reduce(backend, x, axes, shape, divisorFor);
  });
}

function followEachOther(axes: readonly number[]): boolean {
  return axes.every((axis, i) => i === 0 || axis === axes[i - 1] + 1);
}

function reduce(
  backend: BackendWasm, x: TensorInfo, axes: readonly number[], shape: number[], divisorFor: (count: number) => number,
): TensorInfo {
  const first = axes[0] ?? 0;
  const end = first + axes.length;
  const length = sizeOf(x.shape.slice(first, end));
  const sums = backend.makeOutput(shape, 'float32');
  const { sumAxis, workspace } = heapKernels(backend);
  sumAxis(
    offsetOf(backend, x), sizeOf(x.shape.slice(0, first)), length, sizeOf(x.shape.slice(end)), divisorFor(length),
    offsetOf(backend, sums), workspace);
  return sums;
}
