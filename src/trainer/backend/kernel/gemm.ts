/**
 * The matrix product, after Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008): blocks of
 * the operands are packed so that the innermost loops find them in the caches, a block of A in the second, a panel of B in
 * the first.
 */
import { BYTES_OF_A, BYTES_OF_B, COLUMNS, DEPTH, multiply, packColumns, packRows, ROWS, share } from './blocks';

/**
 * C = A B, or C + A B where `accumulate` is set. C is m x n, A is m x k, or k x m where `transA` is set, B is k x n, or
 * n x k where `transB` is set; `lda`, `ldb` and `ldc` are the distances between rows as stored. C may not overlap A or B.
 */
export function gemm(
  transA: bool, transB: bool, m: i32, n: i32, k: i32, a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32,
  accumulate: bool, workspace: usize,
): void {
  const rowOfA: usize = <usize>lda << 2, rowOfB: usize = <usize>ldb << 2, rowOfC: usize = <usize>ldc << 2;
  // Steps in bytes along k, and across it.
  const alongA: usize = transA ? rowOfA : 4, acrossA: usize = transA ? 4 : rowOfA;
  const alongB: usize = transB ? 4 : rowOfB, acrossB: usize = transB ? rowOfB : 4;
  const packedA = workspace, packedB = packedA + BYTES_OF_A, aside = packedB + BYTES_OF_B;
  if (k <= 0 && !accumulate) clear(c, rowOfC, m, n);
  for (let p = 0; p < k;) {
    const depth = share(k - p, DEPTH);
    for (let j = 0; j < n;) {
      const columns = min(n - j, COLUMNS);
      packColumns(b + <usize>p * alongB + <usize>j * acrossB, acrossB, alongB, depth, columns, packedB);
      for (let i = 0; i < m;) {
        const rows = min(m - i, ROWS);
        packRows(a + <usize>p * alongA + <usize>i * acrossA, acrossA, alongA, depth, rows, packedA);
        multiply(rows, columns, depth, packedA, packedB, c + <usize>i * rowOfC + (<usize>j << 2), rowOfC, accumulate || p > 0, aside);
        i += rows;
      }
      j += columns;
    }
    p += depth;
  }
}

function clear(c: usize, rowOfC: usize, m: i32, n: i32): void {
  for (let i = 0; i < m; i++) memory.fill(c + <usize>i * rowOfC, 0, <usize>n << 2);
}
