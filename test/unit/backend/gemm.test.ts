/** The matrix product in both builds, with relaxed SIMD and without, against plain loops in float64. */
import fs from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import { describe, expect, it } from 'vitest';
import { normals } from './numbers.js';

interface Gemm {
  workspaceBytes(): number;
  gemm(...args: number[]): void;
}

const trainer = path.resolve(import.meta.dirname, '../../../dist/trainer');
const memory = new WebAssembly.Memory({ initial: 256 });
const heap = new Float32Array(memory.buffer);

function load(file: string): Gemm {
  const bytes = fs.readFileSync(path.join(trainer, file));
  if (!WebAssembly.validate(bytes)) v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports as unknown as Gemm;
}

/** m, n, k: tiles of every height, and lengths on both sides of the blocks' 120, 512 and 256. */
const sizes = [
  [1, 1, 1], [2, 3, 0], [3, 5, 2], [4, 8, 4], [5, 7, 9], [6, 8, 3], [7, 16, 5], [8, 10, 300], [9, 1, 40], [1, 33, 17], [4, 37, 22], [130, 20, 257],
  [3, 530, 6],
];

describe.each(['kernels.wasm', 'kernels-relaxed.wasm'])('gemm of %s', (file) => {
  const { gemm, workspaceBytes } = load(file);

  it.each(sizes)('%i x %i, inner length %i', (m, n, k) => {
    for (const [transA, transB, accumulate, gap] of [[0, 0, 0, 0], [0, 1, 1, 0], [1, 0, 0, 3], [1, 1, 1, 1]]) {
      const [lda, ldb, ldc] = [(transA ? m : k) + gap, (transB ? k : n) + gap, n + gap];
      const a = normals((transA ? k : m) * lda, 1);
      const b = normals((transB ? n : k) * ldb, 2);
      const before = normals(m * ldc, 3);
      const [atA, atB, atC] = [0, a.length, a.length + b.length];
      const workspace = atC + before.length;
      heap.set(a, atA);
      heap.set(b, atB);
      heap.set(before, atC);
      // What lies behind the workspace is somebody else's.
      const end = workspace + workspaceBytes() / 4;
      heap[end] = 7;
      gemm(transA, transB, m, n, k, 4 * atA, lda, 4 * atB, ldb, 4 * atC, ldc, accumulate, 4 * workspace);
      expect(heap[end]).toBe(7);
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < ldc; j++) {
          let sum = accumulate || j >= n ? before[i * ldc + j] : 0;
          for (let p = 0; j < n && p < k; p++) sum += a[transA ? p * lda + i : i * lda + p] * b[transB ? j * ldb + p : p * ldb + j];
          const error = Math.abs(heap[atC + i * ldc + j] - sum);
          if (error > 1e-6 * (k + 1)) expect.fail(`row ${i}, column ${j}: ${heap[atC + i * ldc + j]} instead of ${sum}`);
        }
      }
    }
  });

  it('zero times NaN is NaN, and stays in its row and column', () => {
    const [m, n, k] = [9, 9, 2];
    heap.fill(0, 0, m * k);
    heap.fill(1, 100, 100 + k * n);
    heap[100 + 4] = NaN;
    gemm(0, 0, m, n, k, 0, k, 400, n, 1200, n, 0, 4096);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) expect(heap[300 + i * n + j]).toBe(j === 4 ? NaN : 0);
    }
  });
});
