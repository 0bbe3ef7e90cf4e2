/** Blocks of a matrix product: their sizes, how they are cut into panels, and the product of two of them. */
import { packPanel } from './pack';
import { tile4, tile6 } from './tile';

/** Rows of A in a block, columns of B in a block, and the length of both along k. */
export const ROWS: i32 = 120;
export const COLUMNS: i32 = 512;
export const DEPTH: i32 = 256;

/** Bytes of a packed block of A, of one of B, and of a tile that is put aside. */
export const BYTES_OF_A: i32 = 4 * ROWS * DEPTH;
export const BYTES_OF_B: i32 = 4 * COLUMNS * DEPTH;
export const BYTES_OF_TILE: i32 = 4 * 6 * 8;

/** The next piece of what is `left`, so that all pieces are about the same and none is longer than `most`. */
// @ts-ignore: decorator
@inline
export function share(left: i32, most: i32): i32 {
  const pieces = (left + most - 1) / most;
  return (left + pieces - 1) / pieces;
}

/** Height of the next tile when `left` rows are left: every even number from 4 on is a sum of sixes and fours. */
// @ts-ignore: decorator
@inline
export function heightOfTile(left: i32): i32 {
  return left <= 4 || left == 7 || left == 8 ? 4 : 6;
}

/** Rows of A into panels of `heightOfTile`; steps in bytes across them and along k. */
export function packRows(from: usize, across: usize, along: usize, depth: i32, rows: i32, out: usize): void {
  for (let i = 0; i < rows;) {
    const height = heightOfTile(rows - i);
    packPanel(from + <usize>i * across, across, along, depth, min(height, rows - i), height, out);
    out += <usize>(height * depth) << 2;
    i += height;
  }
}

/** Columns of B into panels of 8. */
export function packColumns(from: usize, across: usize, along: usize, depth: i32, columns: i32, out: usize): void {
  for (let j = 0; j < columns; j += 8) {
    packPanel(from + <usize>j * across, across, along, depth, min(8, columns - j), 8, out);
    out += <usize>depth << 5;
  }
}

/** C = A B, or C + A B, of packed blocks; rows of C are `row` bytes apart. `aside` has room for a tile. */
export function multiply(
  rows: i32, columns: i32, depth: i32, packedA: usize, packedB: usize, c: usize, row: usize, accumulate: bool, aside: usize,
): void {
  for (let j = 0; j < columns; j += 8) {
    const panelB = packedB + (<usize>(j * depth) << 2);
    let panelA = packedA;
    for (let i = 0; i < rows;) {
      const height = heightOfTile(rows - i);
      const target = c + <usize>i * row + (<usize>j << 2);
      const straight = !accumulate && i + height <= rows && j + 8 <= columns;
      const to = straight ? target : aside;
      const rowOfTile: usize = straight ? row : 32;
      if (height == 6) tile6(depth, panelA, panelB, to, rowOfTile);
      else tile4(depth, panelA, panelB, to, rowOfTile);
      if (!straight) put(aside, target, row, min(height, rows - i), min(8, columns - j), accumulate);
      panelA += <usize>(height * depth) << 2;
      i += height;
    }
  }
}

/** Stores in C, or adds to it, the part of a tile that lies within C. */
function put(tile: usize, c: usize, row: usize, rows: i32, columns: i32, accumulate: bool): void {
  for (let i = 0; i < rows; i++) {
    if (accumulate) addTo(c, tile, columns);
    else memory.copy(c, tile, <usize>columns << 2);
    tile += 32;
    c += row;
  }
}

/** c += x, `length` elements of each. */
export function addTo(c: usize, x: usize, length: i32): void {
  let j = 0;
  for (; j + 4 <= length; j += 4) {
    v128.store(c, f32x4.add(v128.load(c), v128.load(x)));
    c += 16;
    x += 16;
  }
  for (; j < length; j++) {
    store<f32>(c, load<f32>(c) + load<f32>(x));
    c += 4;
    x += 4;
  }
}
