/**
 * Kernels that need not look at the elements. Identity, which every clone is, and a Cast to the same type share the data
 * of their input, as Reshape does and as on tfjs's cpu backend; tfjs's own copy it. Tile copies in long pieces.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { CastAttrs, CastInputs, IdentityInputs, TensorInfo, TileAttrs, TileInputs } from '@tensorflow/tfjs';
import type { Tfjs } from '../tfjs.js';
import { replaceKernel, reshaped, sizeOf, wasmKernel } from './kernels.js';

export function installCopies(tf: Tfjs): void {
  replaceKernel<IdentityInputs, undefined>(tf, 'Identity', 'wasm', ({ inputs: { x }, backend }) => shared(backend, x));

  const cast = wasmKernel<CastInputs, CastAttrs>(tf, 'Cast');
  replaceKernel<CastInputs, CastAttrs>(tf, 'Cast', 'wasm', (call) =>
    call.attrs.dtype === call.inputs.x.dtype ? shared(call.backend, call.inputs.x) : cast(call));

  const tile = wasmKernel<TileInputs, TileAttrs>(tf, 'Tile');
  replaceKernel<TileInputs, TileAttrs>(tf, 'Tile', 'wasm', (call) =>
    call.inputs.x.dtype === 'string' ? tile(call) : tiled(call.backend, call.inputs.x, call.attrs.reps));
}

function shared(backend: BackendWasm, x: TensorInfo): TensorInfo {
  backend.incRef(x.dataId);
  return reshaped(x, x.shape);
}

function tiled(backend: BackendWasm, x: TensorInfo, reps: readonly number[]): TensorInfo {
  const y = backend.makeOutput(x.shape.map((length, axis) => length * reps[axis]), x.dtype);
  const from = backend.typedArrayFromHeap(x);
  const to = backend.typedArrayFromHeap(y);
  to.set(from);
  // From the last axis to the first, in place: what the array holds so far, spread out and each piece repeated.
  let held = from.length;
  for (let axis = reps.length - 1; axis >= 0; axis--) {
    if (reps[axis] === 1) continue;
    const piece = sizeOf(y.shape.slice(axis + 1)) * x.shape[axis];
    for (let start = held - piece; start >= 0; start -= piece) {
      for (let copy = reps[axis] - 1; copy >= 0; copy--) to.copyWithin(start * reps[axis] + copy * piece, start, start + piece);
    }
    held *= reps[axis];
  }
  return y;
}
