/** Access to the memory of tfjs's WASM backend, where tensors can be read in place. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { Tfjs } from './tfjs.js';

/** The Emscripten module inside the backend, as far as we use it. */
interface EmscriptenModule {
  asm: { memory: WebAssembly.Memory };
  /** A new view whenever the memory has grown. */
  HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(offset: number): void;
}

/** The module inside a WASM backend; tfjs's types tell less of it than there is. */
export function wasmModule(backend: BackendWasm): EmscriptenModule {
  return backend.wasm as unknown as EmscriptenModule;
}

export interface WasmHeap {
  /** The backend's memory. Growing detaches its `buffer`: take views of it after the last allocation. */
  readonly memory: WebAssembly.Memory;
  /** Allocates; returns a byte offset. Throws a RangeError when the heap is exhausted. */
  malloc(bytes: number): number;
  free(offset: number): void;
  /** Byte offset of a tensor's data. Throws for tensors that live on another backend, and for strings. */
  offsetOf(tensor: Tensor | TensorInfo): number;
}

/** The current backend's heap, or null when the current backend is not WASM. */
export function wasmHeap(tf: Tfjs): WasmHeap | null {
  return tf.getBackend() === 'wasm' ? heapOf(tf.backend() as BackendWasm) : null;
}

/** The heap of a WASM backend that has been started. */
export function heapOf(backend: BackendWasm): WasmHeap {
  const { dataIdMap } = backend;
  const module = wasmModule(backend);
  return {
    memory: module.asm.memory,
    malloc(bytes) {
      // Offsets beyond 2 GB come back as negative numbers.
      const offset = module._malloc(bytes) >>> 0;
      if (offset === 0) throw new RangeError(`The WebAssembly heap has no room for ${bytes} more bytes.`);
      return offset;
    },
    free: (offset) => module._free(offset),
    offsetOf({ dataId }) {
      const offset: number | null = dataIdMap.has(dataId) ? dataIdMap.get(dataId).memoryOffset : null;
      if (offset === null) throw new Error('The tensor is not in the WebAssembly heap.');
      return offset;
    },
  };
}
