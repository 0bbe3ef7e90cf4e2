/**
 * The matrix product, after Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008): blocks of
 * the operands are packed so that the innermost loops find them in the caches, a block of A in the second, a panel of B in
 * the first.
 */
import { BYTES_OF_A, BYTES_OF_B, COLUMNS, DEPTH, multiply, packColumns, packRows, ROWS, share } from './blocks';
import { read, wholeBytes, write } from './lanes';
import { madd } from './madd';

/** Up to here the product takes less time than packing B does. */
const FEW_ROWS: i32 = 4;

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
  if (!transB && m <= FEW_ROWS) {
    if (!accumulate) clear(c, rowOfC, m, n);
    for (let i = 0; i < m; i++) addVectorTimesMatrix(a + <usize>i * acrossA, alongA, b, rowOfB, n, k, c + <usize>i * rowOfC);
    return;
  }
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

/** c += a B, with four rows of B at a time; elements of a are `along` bytes apart. */
function addVectorTimesMatrix(a: usize, along: usize, b: usize, row: usize, n: i32, k: i32, c: usize): void {
  const bytes = <usize>n << 2;
  let p = 0;
  for (; p + 4 <= k; p += 4) {
    const x0 = v128.load32_splat(a), x1 = v128.load32_splat(a + along);
    const x2 = v128.load32_splat(a + 2 * along), x3 = v128.load32_splat(a + 3 * along);
    let j: usize = 0;
    for (; j < wholeBytes(n); j += 16) addFourProducts(x0, x1, x2, x3, b + j, row, c + j, false);
    for (; j < bytes; j += 4) addFourProducts(x0, x1, x2, x3, b + j, row, c + j, true);
    a += 4 * along;
    b += 4 * row;
  }
  for (; p < k; p++) {
    const x = v128.load32_splat(a);
    let j: usize = 0;
    for (; j < wholeBytes(n); j += 16) write(c + j, madd(x, read(b + j, false), read(c + j, false)), false);
    for (; j < bytes; j += 4) write(c + j, madd(x, read(b + j, true), read(c + j, true)), true);
    a += along;
    b += row;
  }
}

// @ts-ignore: decorator
@inline
function addFourProducts(x0: v128, x1: v128, x2: v128, x3: v128, b: usize, row: usize, c: usize, lone: bool): void {
  const first = madd(x1, read(b + row, lone), f32x4.mul(x0, read(b, lone)));
  const second = madd(x3, read(b + 3 * row, lone), f32x4.mul(x2, read(b + 2 * row, lone)));
  write(c, f32x4.add(read(c, lone), f32x4.add(first, second)), lone);
}

function clear(c: usize, rowOfC: usize, m: i32, n: i32): void {
  for (let i = 0; i < m; i++) memory.fill(c + <usize>i * rowOfC, 0, <usize>n << 2);
}
