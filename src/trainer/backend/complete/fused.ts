/** What the fused kernels do with a product: add a bias, apply an activation. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs';
import { heapKernels } from '../heapKernels.js';
import type { Tfjs } from '../tfjs.js';
import { kernelOf, offsetOf, release, sizeOf } from './kernels.js';

interface Inputs {
  bias?: TensorInfo;
  preluActivationWeights?: TensorInfo;
}

interface Attributes {
  activation: string;
  leakyreluAlpha?: number;
}

const activations: Record<string, string> = {
  relu: 'Relu', relu6: 'Relu6', sigmoid: 'Sigmoid', elu: 'Elu', leakyrelu: 'LeakyRelu', prelu: 'Prelu',
};

/** The bias, one for each element of the last axis, is added in place; `y` is freed where an activation follows. */
export function finishFused(
  tf: Tfjs, backend: BackendWasm, y: TensorInfo, { bias, preluActivationWeights }: Inputs, { activation, leakyreluAlpha }: Attributes,
): TensorInfo {
  const columns = y.shape[y.shape.length - 1];
  if (bias) {
    if (sizeOf(bias.shape) !== columns) throw new Error(`A bias of shape [${bias.shape}] does not fit ${columns} outputs.`);
    heapKernels(backend).addRow(offsetOf(backend, y), sizeOf(y.shape) / columns, columns, offsetOf(backend, bias));
  }
  if (activation === 'linear') return y;
  const name = activations[activation];
  if (!name) throw new Error(`There is no fused activation ${activation}.`);
  const { kernelFunc } = kernelOf(tf, name, 'wasm');
  const inputs: Record<string, TensorInfo> = preluActivationWeights ? { x: y, alpha: preluActivationWeights } : { x: y };
  const result = kernelFunc({ inputs, attrs: { alpha: leakyreluAlpha ?? 0 }, backend }) as TensorInfo;
  release(backend, y);
  return result;
}
