/** Where a tensor's values are, for the statistics kernel. */
import type { KernelMemory } from './memory.js';
import type { Values } from './statistics.js';
import type { Backend, Engine, Tensor } from './tfjs.js';

/** A heap that holds tensors. */
export interface TensorHeap extends KernelMemory {
  offsetOf(tensor: Tensor): number;
}

export type TensorReader = (tensor: Tensor) => Values;

/** Makes the reader for an engine. On the heap's own backend nothing is copied; elsewhere values are read out. */
export function tensorReader(engine: Engine, heap: TensorHeap | null, heapBackend: Backend | null): TensorReader {
  return (tensor) => {
    const { backend } = engine.state.tensorInfo.get(tensor.dataId);
    return heap !== null && backend === heapBackend ? heap.offsetOf(tensor) : backend.readSync(tensor.dataId);
  };
}
