/**
 * Complex tensors on the WASM backend, which knows none: two float32 an element on the heap, the real part first. The few
 * kernels that tfjs defines for complex numbers (Fourier transforms among them) run as the cpu backend has them.
 */
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { BackendValues, TensorInfo } from '@tensorflow/tfjs';
import { intercept } from '../../capture/patch.js';
import type { Tfjs } from '../tfjs.js';
import { wasmModule } from '../wasmHeap.js';
import { cpuKernel } from './fallback.js';
import { replaceKernel, reshaped, sizeOf, view, wasmKernel } from './kernels.js';

/** Kernels that the WASM backend has for real numbers and the cpu backend for complex ones too. */
const ALSO_COMPLEX = ['Add', 'AddN', 'Sub', 'Multiply', 'Cast', 'Concat', 'Identity', 'ZerosLike'] as const;

/** Kernels that take or give complex numbers only. */
const ONLY_COMPLEX = ['Real', 'Imag', 'ComplexAbs', 'FFT', 'IFFT'] as const;

type Inputs = Record<string, TensorInfo> | TensorInfo[];

export function installComplexNumbers(tf: Tfjs): void {
  intercept(BackendWasm.prototype, 'readSync', (self, [dataId, start, end], call) => {
    const { dtype, shape } = self.dataIdMap.get(dataId);
    if (dtype !== 'complex64') return call(dataId, start, end);
    const all = interleaved(self, { dataId, dtype, shape });
    return all.slice(2 * (start ?? 0), 2 * (end ?? sizeOf(shape))) as BackendValues;
  });
  tf.registerKernel({
    kernelName: 'Complex',
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend }) => joined(backend as BackendWasm, inputs.real as TensorInfo, inputs.imag as TensorInfo),
  });
  for (const kernelName of ONLY_COMPLEX) {
    const onCpu = cpuKernel(tf, kernelName);
    tf.registerKernel({
      kernelName, backendName: 'wasm', kernelFunc: ({ inputs, attrs, backend }) => onCpu(inputs, attrs, backend as BackendWasm),
    });
  }
  for (const name of ALSO_COMPLEX) {
    const onWasm = wasmKernel<Inputs, { dtype?: string } | undefined>(tf, name);
    const onCpu = cpuKernel(tf, name);
    replaceKernel<Inputs, { dtype?: string } | undefined>(tf, name, 'wasm', (call) => {
      const { inputs, attrs, backend } = call;
      if (attrs?.dtype === 'complex64' || takesComplex(inputs)) return onCpu(withoutScalars(inputs), attrs, backend);
      return onWasm(call);
    });
  }
}

function takesComplex(inputs: Inputs): boolean {
  for (const key in inputs) {
    if ((inputs as Record<string, TensorInfo>)[key].dtype === 'complex64') return true;
  }
  return false;
}

/** The cpu backend reads beyond the end of a scalar that meets a complex tensor: a vector of one means the same. */
function withoutScalars(inputs: Inputs): Inputs {
  if (Array.isArray(inputs) || Object.values(inputs).every(({ shape }) => shape.length === 0)) return inputs;
  return Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.shape.length === 0 ? reshaped(input, [1]) : input]));
}

/** The elements in place: real, imaginary, real, ... Valid until the next allocation in the heap. */
export function interleaved(backend: BackendWasm, { dataId, shape }: TensorInfo): Float32Array {
  return new Float32Array(wasmModule(backend).HEAPU8.buffer, backend.getMemoryOffset(dataId), 2 * sizeOf(shape));
}

function joined(backend: BackendWasm, real: TensorInfo, imag: TensorInfo): TensorInfo {
  const output = backend.makeOutput(real.shape, 'complex64');
  const [elements, reals, imaginaries] = [interleaved(backend, output), view(backend, real), view(backend, imag)];
  for (let i = 0; i < reals.length; i++) {
    elements[2 * i] = reals[i];
    elements[2 * i + 1] = imaginaries[i];
  }
  return output;
}
