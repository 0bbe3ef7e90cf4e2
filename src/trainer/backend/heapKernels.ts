/** Our own WebAssembly kernels (kernel/), running on the heap of tfjs's WASM backend. */
import fs from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { OptimizerKernels } from './optimizers/rule.js';
import type { RecurrentKernels } from './recurrent/kernels.js';
import { heapOf } from './wasmHeap.js';

/** What kernel/index.ts exports: offsets in bytes, lengths in elements, flags as 0 and 1. */
interface Exports extends OptimizerKernels, RecurrentKernels {
  workspaceBytes(): number;
  gemm(
    transA: number, transB: number, m: number, n: number, k: number, a: number, lda: number, b: number, ldb: number,
    c: number, ldc: number, accumulate: number, workspace: number,
  ): void;
  activate(kind: number, data: number, bias: number, length: number): void;
  convolve(windows: number, target: number, workspace: number): void;
  convolveFilterGradient(windows: number, dy: number, result: number, workspace: number): void;
  depthwiseInputGradient(windows: number, target: number): void;
  depthwiseFilterGradient(windows: number, dy: number, sums: number, ofImage: number): void;
  addRow(x: number, rows: number, columns: number, row: number): void;
  sumAxis(x: number, outer: number, length: number, inner: number, divisor: number, sums: number, workspace: number): void;
  maxPool(pool: number, x: number, y: number): void;
  maxPoolGradient(pool: number, x: number, dy: number, dx: number): void;
  placeImages(from: number, images: number, height: number, row: number, to: number, imageStep: number, rowStep: number): void;
}

export interface HeapKernels extends Exports {
  /** Offset of the workspace of `gemm`, and of the kernels made of it. */
  readonly workspace: number;
  /** Writes records of 32-bit integers, which live until the next call, and returns their offsets. */
  records(...records: number[][]): number[];
}

/** With the fused multiply-add of relaxed SIMD, and without. */
const RELAXED_FILE = 'kernels-relaxed.wasm';
const PLAIN_FILE = 'kernels.wasm';

const CACHE_LINE = 64;

/** Room for the records that the kernels take. */
const RECORD_BYTES = 256;

let module: WebAssembly.Module | null = null;
const loaded = new WeakMap<BackendWasm, HeapKernels>();

/** The kernels on the heap of this backend, which must have been started. */
export function heapKernels(backend: BackendWasm): HeapKernels {
  let kernels = loaded.get(backend);
  if (!kernels) {
    kernels = instantiate(backend);
    loaded.set(backend, kernels);
  }
  return kernels;
}

function instantiate(backend: BackendWasm): HeapKernels {
  const { memory, malloc } = heapOf(backend);
  module ??= compile();
  const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
  // A vector that lies across two lines of the cache takes twice as long to load.
  const workspace = Math.ceil(malloc(exports.workspaceBytes() + CACHE_LINE) / CACHE_LINE) * CACHE_LINE;
  const room = malloc(RECORD_BYTES);
  return {
    ...exports,
    workspace,
    records(...records) {
      const fields = new Int32Array(memory.buffer, room, RECORD_BYTES / 4);
      let next = 0;
      return records.map((record) => {
        fields.set(record, next);
        next += record.length;
        return room + 4 * (next - record.length);
      });
    },
  };
}

function compile(): WebAssembly.Module {
  const folder = kernelFolder();
  const relaxed = fs.readFileSync(path.join(folder, RELAXED_FILE));
  // Finished in Node 20, but behind a flag until the standard was, too.
  if (!WebAssembly.validate(relaxed)) v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
  const file = WebAssembly.validate(relaxed) ? relaxed : fs.readFileSync(path.join(folder, PLAIN_FILE));
  return new WebAssembly.Module(file);
}

/** Beside the bundle, or where the build puts it when we run unbundled (tests). */
function kernelFolder(): string {
  return fs.existsSync(path.join(__dirname, PLAIN_FILE)) ? __dirname : path.resolve(__dirname, '../../../dist/trainer');
}
