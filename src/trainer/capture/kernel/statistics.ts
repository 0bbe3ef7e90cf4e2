/**
 * The statistics kernel: AssemblyScript, compiled to WebAssembly with SIMD, running on memory that is imported. That is
 * the heap of tfjs's WASM backend, so tensors are read where they lie; for other backends values are copied in.
 * See docs/decisions/0005-exact-statistics.md for what is summed how.
 * No static data and no allocation: instantiating the module must not write into the heap.
 */
export { compare } from './compare';
export { countNonFinite } from './lanes';
export { histogram } from './histogram';
export { magnitudes } from './magnitudes';
export { summarize } from './summarize';
export { units } from './units';
