/**
 * The kernels of our own for the WASM backend: AssemblyScript, compiled to WebAssembly on memory that is imported, which
 * is the heap of tfjs's own module. Compiled twice from this source, with relaxed SIMD and without: see madd.ts.
 *
 * Matrices are float32, row by row; offsets are in bytes, lengths and leading dimensions in elements. Nothing here
 * allocates or has static data, since instantiating a module must not write into the heap: what a kernel needs for
 * itself it is given as `workspace`.
 */
export { activate } from './activation';
export { convolve, convolveFilterGradient, workspaceBytes } from './convolution';
export { depthwiseFilterGradient, depthwiseInputGradient } from './depthwise';
export { gemm } from './gemm';
export { maxPool, maxPoolGradient } from './pool';
export { sumAxis } from './reduce';
export { addRow, placeImages } from './rows';
// Nobody calls these from outside: what is exported the compiler leaves a function of its own, and within a larger one V8 11
// (Node 20) has no registers left for the tile.
export { tile4, tile6 } from './tile';
export { gruBackward, gruForward } from './gru';
export { lstmBackward, lstmForward } from './lstm';
export { adadelta, adagrad, adam, adamax, momentum, rmsprop, sgd } from './optimizers';
export { packedLength } from './packed';
export { reorder } from './sequence';
export { simpleRnnBackward, simpleRnnForward } from './simpleRnn';
