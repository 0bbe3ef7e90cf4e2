/**
 * BatchMatMul: for transposed operands, which every gradient of a dense layer has, tfjs's C++ leaves XNNPACK for a plain
 * loop that is an order of magnitude slower. Transposing first and multiplying with XNNPACK is faster in all but the
 * smallest sizes. Integers, which the WASM backend refuses, are multiplied by the cpu backend.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { BatchMatMulAttrs, BatchMatMulInputs, TensorInfo, TransposeAttrs, TransposeInputs } from '@tensorflow/tfjs';
import type { Tfjs } from '../tfjs.js';
import { cpuKernel } from './fallback.js';
import { release, replaceKernel, reshaped, sizeOf, wasmKernel, zeros } from './kernels.js';

export function installBatchMatMul(tf: Tfjs): void {
  const multiply = wasmKernel<BatchMatMulInputs, BatchMatMulAttrs>(tf, 'BatchMatMul');
  const transpose = wasmKernel<TransposeInputs, TransposeAttrs>(tf, 'Transpose');
  const onCpu = cpuKernel(tf, 'BatchMatMul');

  replaceKernel<BatchMatMulInputs, BatchMatMulAttrs>(tf, 'BatchMatMul', 'wasm', ({ inputs, attrs, backend }) => {
    const { a, b } = inputs;
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return onCpu(inputs, attrs, backend);
    const made: TensorInfo[] = [];
    const upright = (tensor: TensorInfo, transposed: boolean): TensorInfo =>
      transposed ? swapInner(transpose, backend, tensor, made) : tensor;
    const left = upright(a, attrs.transposeA);
    const right = upright(b, attrs.transposeB);
    const product = sizeOf(left.shape) === 0 || sizeOf(right.shape) === 0
      ? emptyProduct(tf, backend, left, right)
      : multiply({ inputs: { a: left, b: right }, attrs: { transposeA: false, transposeB: false }, backend });
    release(backend, ...made);
    return product;
  });
}

/** The tensor with its last two axes swapped; appended to `made` where it is new data. */
function swapInner(
  transpose: ReturnType<typeof wasmKernel<TransposeInputs, TransposeAttrs>>, backend: BackendWasm, x: TensorInfo, made: TensorInfo[],
): TensorInfo {
  const outer = x.shape.slice(0, -2);
  const [rows, columns] = x.shape.slice(-2);
  // A row and a column have the same elements in the same order.
  if (rows <= 1 || columns <= 1) return reshaped(x, [...outer, columns, rows]);
  const perm = [...outer.keys(), outer.length + 1, outer.length];
  const transposed = transpose({ inputs: { x }, attrs: { perm }, backend });
  made.push(transposed);
  return transposed;
}

/** The product where an operand has no elements: sums of nothing. XNNPACK takes no empty operands. */
function emptyProduct(tf: Tfjs, backend: BackendWasm, a: TensorInfo, b: TensorInfo): TensorInfo {
  const outer = tf.backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return zeros(backend, [...outer, a.shape[a.shape.length - 2], b.shape[b.shape.length - 1]]);
}
