/**
 * Products of many left-hand sides with one right-hand side, as the recurrent weights are for all time steps: it is packed
 * once. See gemm.ts for how the product itself goes.
 */
import { BYTES_OF_A, BYTES_OF_B, COLUMNS, DEPTH, multiply, packColumns, packRows, ROWS, share } from './blocks';

/** Elements of room for a packed B: whole panels, and what it takes to begin at a line of the cache. */
export function packedLength(n: i32, k: i32): i32 {
  return ((n + 7) & ~7) * k + 16;
}

// @ts-ignore: decorator
@inline
function aligned(offset: usize): usize {
  return (offset + 63) & ~63;
}

/** Packs B, k x n, or n x k where `transB` is set, into `packed`. */
export function packWhole(transB: bool, n: i32, k: i32, b: usize, ldb: i32, packed: usize): void {
  const rowOfB: usize = <usize>ldb << 2;
  const along: usize = transB ? 4 : rowOfB, across: usize = transB ? rowOfB : 4;
  let out = aligned(packed);
  for (let p = 0; p < k;) {
    const depth = share(k - p, DEPTH);
    packColumns(b + <usize>p * along, across, along, depth, n, out);
    out += <usize>(((n + 7) & ~7) * depth) << 2;
    p += depth;
  }
}

/** C = A B, or C + A B where `accumulate` is set, as `gemm` does it, for a B that `packWhole` has packed. */
export function gemmPacked(
  m: i32, n: i32, k: i32, a: usize, lda: i32, packed: usize, c: usize, ldc: i32, accumulate: bool, workspace: usize,
): void {
  const rowOfA: usize = <usize>lda << 2, rowOfC: usize = <usize>ldc << 2;
  const packedA = workspace, aside = packedA + BYTES_OF_A + BYTES_OF_B;
  let panels = aligned(packed);
  for (let p = 0; p < k;) {
    const depth = share(k - p, DEPTH);
    for (let i = 0; i < m;) {
      const rows = min(m - i, ROWS);
      packRows(a + (<usize>p << 2) + <usize>i * rowOfA, rowOfA, 4, depth, rows, packedA);
      for (let j = 0; j < n; j += COLUMNS) {
        multiply(
          rows, min(n - j, COLUMNS), depth, packedA, panels + (<usize>(j * depth) << 2),
          c + <usize>i * rowOfC + (<usize>j << 2), rowOfC, accumulate || p > 0, aside);
      }
      i += rows;
    }
    panels += <usize>(((n + 7) & ~7) * depth) << 2;
    p += depth;
  }
}
