/**
 * BatchMatMul and _FusedMatMul on our own matrix product, which takes transposed operands as they are; tfjs's C++ leaves
 * XNNPACK for a plain loop there, an order of magnitude slower. Integers, which the WASM backend refuses, are multiplied
 * by the cpu backend.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { _FusedMatMulAttrs, _FusedMatMulInputs, BatchMatMulAttrs, BatchMatMulInputs, TensorInfo } from '@tensorflow/tfjs';
import { heapKernels } from '../heapKernels.js';
import type { Tfjs } from '../tfjs.js';
import { cpuKernel } from './fallback.js';
import { finishFused } from './fused.js';
import { offsetOf, replaceKernel, sizeOf } from './kernels.js';

export function installBatchMatMul(tf: Tfjs): void {
  const onCpu = cpuKernel(tf, 'BatchMatMul');

  replaceKernel<BatchMatMulInputs, BatchMatMulAttrs>(tf, 'BatchMatMul', 'wasm', ({ inputs, attrs, backend }) => {
    const { a, b } = inputs;
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return onCpu(inputs, attrs, backend);
    return product(tf, backend, a, b, attrs);
  });

  replaceKernel<_FusedMatMulInputs, _FusedMatMulAttrs>(tf, '_FusedMatMul', 'wasm', ({ inputs, attrs, backend }) =>
    finishFused(tf, backend, product(tf, backend, inputs.a, inputs.b, attrs), inputs, attrs));
}

function product(tf: Tfjs, backend: BackendWasm, a: TensorInfo, b: TensorInfo, { transposeA, transposeB }: BatchMatMulAttrs): TensorInfo {
  const [rowsOfA, columnsOfA] = a.shape.slice(-2);
  const [rowsOfB, columnsOfB] = b.shape.slice(-2);
  const [m, k] = transposeA ? [columnsOfA, rowsOfA] : [rowsOfA, columnsOfA];
  const n = transposeB ? rowsOfB : columnsOfB;
  const outerA = a.shape.slice(0, -2);
  const outerB = b.shape.slice(0, -2);
  const outer = tf.backend_util.assertAndGetBroadcastShape(outerA, outerB);
  const c = backend.makeOutput([...outer, m, n], 'float32');
  const count = sizeOf(outer);
  const { gemm, workspace } = heapKernels(backend);
  const multiply = (rows: number, offsetA: number, offsetB: number, offsetC: number): void => gemm(
    Number(transposeA), Number(transposeB), rows, n, k, offsetA, columnsOfA, offsetB, columnsOfB, offsetC, n, 0, workspace);

  // One right-hand side for the whole batch: the rows of all left-hand sides are one matrix.
  if (!transposeA && sizeOf(outerB) === 1) {
    multiply(count * m, offsetOf(backend, a), offsetOf(backend, b), offsetOf(backend, c));
    return c;
  }
  const stepA = broadcastSteps(outerA, outer);
  const stepB = broadcastSteps(outerB, outer);
  for (let i = 0; i < count; i++) {
    multiply(m,
      offsetOf(backend, a) + 4 * m * k * indexOf(i, outer, stepA),
      offsetOf(backend, b) + 4 * k * n * indexOf(i, outer, stepB),
      offsetOf(backend, c) + 4 * m * n * i);
  }
  return c;
}

/** How far an index along each axis of `whole` moves in an array of the given shape: 0 where it is repeated. */
function broadcastSteps(shape: readonly number[], whole: readonly number[]): number[] {
  const padded = [...Array<number>(whole.length - shape.length).fill(1), ...shape];
  return padded.map((length, axis) => length === 1 ? 0 : sizeOf(padded.slice(axis + 1)));
}

/** Where the i-th element of an array of shape `whole` is found with the given steps. */
function indexOf(i: number, whole: readonly number[], steps: readonly number[]): number {
  let index = 0;
  for (let axis = whole.length - 1; axis >= 0; axis--) {
    index += steps[axis] * (i % whole[axis]);
    i = Math.floor(i / whole[axis]);
  }
  return index;
}
