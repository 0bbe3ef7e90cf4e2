/** The part of the WebAssembly API that the trainer uses: neither the ES library nor Node's types for 20 declare it. */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number });
    /** Detached, and another object from then on, whenever the memory grows. */
    readonly buffer: ArrayBuffer;
    /** Grows by pages of 64 KiB; returns the size before, in pages. */
    grow(pages: number): number;
  }
  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  const Module: new (bytes: Uint8Array) => Module;
  class Instance {
    constructor(module: Module, imports?: Record<string, Record<string, unknown>>);
    readonly exports: Record<string, unknown>;
  }
  /** Whether this runtime can compile a module. */
  function validate(bytes: Uint8Array): boolean;
}
