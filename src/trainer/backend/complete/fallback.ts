/** Kernels that the WASM backend misses, run by the cpu backend on views of the WASM heap. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { DataType, KernelConfig, NamedAttrMap, TensorInfo } from '@tensorflow/tfjs';
import { wasmModule } from '../wasmHeap.js';
import type { Tfjs } from '../tfjs.js';
import { kernelOf } from './kernels.js';

type Values = Float32Array | Int32Array | Uint8Array | Uint8Array[];

/** The cpu backend, as far as the fallback uses it. */
interface CpuBackend {
  data: { get(dataId: object): { values: Values } };
  readSync(dataId: object): Values;
  makeTensorInfo(shape: number[], dtype: DataType, values: Values): TensorInfo;
  disposeData(dataId: object, force?: boolean): boolean;
}

type Input = TensorInfo | TensorInfo[] | null | undefined;
/** By name; but some kernels (Einsum, AddN) take an array where tfjs's types say otherwise. */
type Inputs = Record<string, Input> | TensorInfo[];

/** Those of complex numbers have a file of their own; `Draw` needs a canvas. */
const elsewhere = new Set(['Complex', 'Real', 'Imag', 'ComplexAbs', 'FFT', 'IFFT', 'Draw']);

/**
 * Registers for `wasm` every kernel that only `cpu` has.
 * @returns the names of the kernels added.
 */
export function installFallback(tf: Tfjs): string[] {
  const present = new Set(tf.getKernelsForBackend('wasm').map(({ kernelName }) => kernelName));
  const missing = tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName)
    .filter((name) => !present.has(name) && !elsewhere.has(name));
  for (const kernelName of missing) {
    const onCpu = cpuKernel(tf, kernelName);
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs, backend }) => onCpu(inputs, attrs, backend as BackendWasm),
    });
  }
  return missing;
}

/** A kernel that runs the cpu backend's code on tensors of the WASM backend. */
export type CpuKernel = (inputs: object, attrs: object | undefined, backend: BackendWasm) => TensorInfo | TensorInfo[];

/** The cpu backend's kernel of that name, for tensors of the WASM backend. */
export function cpuKernel(tf: Tfjs, name: string): CpuKernel {
  const config = kernelOf(tf, name, 'cpu');
  return (inputs, attrs, backend) =>
    runOnCpu(tf, config, inputs as Inputs, attrs as NamedAttrMap | undefined, backend);
}

/** Nothing stays behind on the cpu backend, not even after a throw. */
function runOnCpu(
  tf: Tfjs, config: KernelConfig, inputs: Inputs, attrs: NamedAttrMap | undefined, backend: BackendWasm,
): TensorInfo | TensorInfo[] {
  const cpu = tf.engine().findBackend('cpu') as unknown as CpuBackend;
  const held = new Set<object>();
  const hold = (info: TensorInfo): TensorInfo => {
    held.add(info.dataId);
    return info;
  };
  const lendComplex = ({ dataId, shape }: TensorInfo): TensorInfo => {
    const elements = backend.readSync(dataId) as Float32Array;
    const part = (from: 0 | 1): TensorInfo => hold(cpu.makeTensorInfo(shape, 'float32', elements.filter((_, i) => i % 2 === from)));
    return hold(kernelOf(tf, 'Complex', 'cpu').kernelFunc({ inputs: { real: part(0), imag: part(1) }, backend: cpu }) as TensorInfo);
  };
  const lend = (tensor: TensorInfo): TensorInfo => {
    if (tensor.dtype === 'complex64') return lendComplex(tensor);
    // A view, not a copy: cpu kernels do not write to their inputs, and nothing of the WASM backend runs meanwhile.
    const values = tensor.dtype === 'string' ? backend.readSync(tensor.dataId) : backend.typedArrayFromHeap(tensor);
    return hold(cpu.makeTensorInfo(tensor.shape, tensor.dtype, values as Values));
  };
  try {
    const lent = Array.isArray(inputs) ? inputs.map(lend) : Object.fromEntries(Object.entries(inputs).map(([name, input]) =>
      [name, Array.isArray(input) ? input.map(lend) : input ? lend(input) : input]));
    const outputs = config.kernelFunc({ inputs: lent as Record<string, TensorInfo>, attrs, backend: cpu });
    const list = Array.isArray(outputs) ? outputs : [outputs];
    list.forEach(hold);
    const results = list.map(({ dataId, shape, dtype }) => {
      const values = dtype === 'complex64' ? cpu.readSync(dataId) : detached(cpu.data.get(dataId).values, backend);
      return { dataId: backend.write(values, shape, dtype), shape, dtype };
    });
    return Array.isArray(outputs) ? results : results[0];
  } finally {
    for (const dataId of held) cpu.disposeData(dataId, true);
  }
}

/** A kernel may return its input: copied out first, since the write allocates and so may detach views of the heap. */
function detached(values: Values, backend: BackendWasm): Values {
  return ArrayBuffer.isView(values) && values.buffer === wasmModule(backend).HEAPU8.buffer ? values.slice() : values;
}
