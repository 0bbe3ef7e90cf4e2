/** Where the statistics kernel works: on the heap of tfjs's WASM backend, or on a memory of its own. */

/** Memory with an allocator. `memory.buffer` changes when the memory grows. */
export interface KernelMemory {
  readonly memory: WebAssembly.Memory;
  /** Byte offset of a new block, aligned to 16. Throws a RangeError when there is no room. */
  malloc(bytes: number): number;
  free(offset: number): void;
}

const PAGE = 65536;

/**
 * A memory for backends whose tensors do not lie in one. Blocks are never given back: the kernel's blocks live as long
 * as the process, and those that must grow do so by doubling.
 */
export function ownMemory(): KernelMemory {
  const memory = new WebAssembly.Memory({ initial: 4 });
  // Offset 0 would look like a failed allocation.
  let top = 16;
  return {
    memory,
    malloc(bytes) {
      const offset = top;
      top += (bytes + 15) & ~15;
      if (top > memory.buffer.byteLength) memory.grow(Math.ceil((top - memory.buffer.byteLength) / PAGE));
      return offset;
    },
    free: () => undefined,
  };
}

/** A block that is made larger when more is asked of it; its contents do not survive that. */
export class GrowingBlock {
  private offset = 0;
  private size = 0;

  constructor(private readonly memory: KernelMemory) {}

  /** Byte offset of a block with room for `bytes`. */
  reserve(bytes: number): number {
    if (bytes > this.size) {
      if (this.offset !== 0) this.memory.free(this.offset);
      this.size = Math.max(bytes, 2 * this.size);
      this.offset = this.memory.malloc(this.size);
    }
    return this.offset;
  }
}
