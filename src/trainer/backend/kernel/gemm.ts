/**
 * The matrix product, after Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008): blocks of
 * the operands are packed so that the innermost loops find them in the caches, a block of A in the second, a panel of B in
 * the first.
 */
import { packPanel } from './pack';
import { tile4, tile6 } from './tile';

/** Rows of A in a block, columns of B in a block, and the length of both along k. */
const ROWS: i32 = 120;
const COLUMNS: i32 = 512;
const DEPTH: i32 = 256;

/** Bytes of the workspace: a block of A, one of B, and a tile to put aside. */
export function gemmWorkspace(): i32 {
  return 4 * ((ROWS + COLUMNS) * DEPTH + 48);
}

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
  const packedA = workspace, packedB = packedA + 4 * ROWS * DEPTH, aside = packedB + 4 * COLUMNS * DEPTH;
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

/** The next piece of what is `left`, so that all pieces are about the same and none is longer than `most`. */
// @ts-ignore: decorator
@inline
function share(left: i32, most: i32): i32 {
  const pieces = (left + most - 1) / most;
  return (left + pieces - 1) / pieces;
}

/** Height of the next tile when `left` rows are left: every even number from 4 on is a sum of sixes and fours. */
// @ts-ignore: decorator
@inline
function heightOfTile(left: i32): i32 {
  return left <= 4 || left == 7 || left == 8 ? 4 : 6;
}

function packRows(from: usize, across: usize, along: usize, depth: i32, rows: i32, out: usize): void {
  for (let i = 0; i < rows;) {
    const height = heightOfTile(rows - i);
    packPanel(from + <usize>i * across, across, along, depth, min(height, rows - i), height, out);
    out += <usize>(height * depth) << 2;
    i += height;
  }
}

function packColumns(from: usize, across: usize, along: usize, depth: i32, columns: i32, out: usize): void {
  for (let j = 0; j < columns; j += 8) {
    packPanel(from + <usize>j * across, across, along, depth, min(8, columns - j), 8, out);
    out += <usize>depth << 5;
  }
}

/** One block of A times one of B. */
function multiply(
  rows: i32, columns: i32, depth: i32, packedA: usize, packedB: usize, c: usize, rowOfC: usize, accumulate: bool, aside: usize,
): void {
  for (let j = 0; j < columns; j += 8) {
    const panelB = packedB + (<usize>(j * depth) << 2);
    let panelA = packedA;
    for (let i = 0; i < rows;) {
      const height = heightOfTile(rows - i);
      const target = c + <usize>i * rowOfC + (<usize>j << 2);
      const straight = !accumulate && i + height <= rows && j + 8 <= columns;
      const to = straight ? target : aside;
      const row: usize = straight ? rowOfC : 32;
      if (height == 6) tile6(depth, panelA, panelB, to, row);
      else tile4(depth, panelA, panelB, to, row);
      if (!straight) put(aside, target, rowOfC, min(height, rows - i), min(8, columns - j), accumulate);
      panelA += <usize>(height * depth) << 2;
      i += height;
    }
  }
}

/** Stores in C, or adds to it, the part of a tile that lies within C. */
function put(tile: usize, c: usize, rowOfC: usize, rows: i32, columns: i32, accumulate: bool): void {
  for (let i = 0; i < rows; i++) {
    if (accumulate) addTo(c, tile, columns);
    else memory.copy(c, tile, <usize>columns << 2);
    tile += 32;
    c += rowOfC;
  }
}

// @ts-ignore: decorator
@inline
function addTo(c: usize, tile: usize, columns: i32): void {
  if (columns == 8) {
    v128.store(c, f32x4.add(v128.load(c), v128.load(tile)));
    v128.store(c, f32x4.add(v128.load(c, 16), v128.load(tile, 16)), 16);
    return;
  }
  for (let j: usize = 0; j < <usize>columns << 2; j += 4) store<f32>(c + j, load<f32>(c + j) + load<f32>(tile + j));
}

function clear(c: usize, rowOfC: usize, m: i32, n: i32): void {
  for (let i = 0; i < m; i++) memory.fill(c + <usize>i * rowOfC, 0, <usize>n << 2);
}
