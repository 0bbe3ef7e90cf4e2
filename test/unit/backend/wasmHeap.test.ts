import { beforeAll, expect, it } from 'vitest';
import { loadBackend, wasmHeap, type Tfjs } from '../../../src/trainer/backend/index.js';

let tf: Tfjs;

beforeAll(async () => {
  ({ tf } = await loadBackend({ packageRoot: import.meta.dirname, backend: 'wasm', fence: null }));
});

it('shows a tensor where it lies, also after the heap has grown', () => {
  const heap = wasmHeap(tf)!;
  const x = tf.tensor1d([1.5, -2, 3]);
  const before = heap.memory.buffer.byteLength;
  const large = heap.malloc(before);
  expect(heap.memory.buffer.byteLength).toBeGreaterThan(before);
  expect(Array.from(new Float32Array(heap.memory.buffer, heap.offsetOf(x), 3))).toEqual([1.5, -2, 3]);
  heap.free(large);
});

it('has no place for strings, nor for tensors that are gone', () => {
  const heap = wasmHeap(tf)!;
  const gone = tf.scalar(1);
  gone.dispose();
  expect(() => heap.offsetOf(gone)).toThrow(/not in the WebAssembly heap/);
  expect(() => heap.offsetOf(tf.tensor1d(['a']))).toThrow(/not in the WebAssembly heap/);
});

it('is null on another backend', async () => {
  await tf.setBackend('cpu');
  expect(wasmHeap(tf)).toBeNull();
});
