/** What is done with the rows of a matrix: biases, their gradients, padding. */
import { addTo } from './blocks';

/** Adds `row` to each of the rows of x. */
export function addRow(x: usize, rows: i32, columns: i32, row: usize): void {
  for (let i = 0; i < rows; i++) {
    addTo(x, row, columns);
    x += <usize>columns << 2;
  }
}

/** Rows that are summed up on their own: sums of many elements keep their precision so. */
const BLOCK: i32 = 64;

/** The sum of the rows of x. */
export function sumRows(x: usize, rows: i32, columns: i32, sums: usize): void {
  const row = <usize>columns << 2;
  memory.fill(sums, 0, row);
  for (let first = 0; first < rows; first += BLOCK) {
    const end = x + <usize>min(BLOCK, rows - first) * row;
    let j = 0;
    for (; j + 16 <= columns; j += 16) sumOfSixteen(x + (<usize>j << 2), end, row, sums + (<usize>j << 2));
    for (; j + 4 <= columns; j += 4) sumOfFour(x + (<usize>j << 2), end, row, sums + (<usize>j << 2));
    for (; j < columns; j++) sumOfOne(x + (<usize>j << 2), end, row, sums + (<usize>j << 2));
    x = end;
  }
}

function sumOfSixteen(at: usize, end: usize, row: usize, sums: usize): void {
  let a = f32x4.splat(0), b = f32x4.splat(0), c = f32x4.splat(0), d = f32x4.splat(0);
  for (; at < end; at += row) {
    a = f32x4.add(a, v128.load(at));
    b = f32x4.add(b, v128.load(at, 16));
    c = f32x4.add(c, v128.load(at, 32));
    d = f32x4.add(d, v128.load(at, 48));
  }
  v128.store(sums, f32x4.add(v128.load(sums), a));
  v128.store(sums, f32x4.add(v128.load(sums, 16), b), 16);
  v128.store(sums, f32x4.add(v128.load(sums, 32), c), 32);
  v128.store(sums, f32x4.add(v128.load(sums, 48), d), 48);
}

function sumOfFour(at: usize, end: usize, row: usize, sums: usize): void {
  let sum = f32x4.splat(0);
  for (; at < end; at += row) sum = f32x4.add(sum, v128.load(at));
  v128.store(sums, f32x4.add(v128.load(sums), sum));
}

function sumOfOne(at: usize, end: usize, row: usize, sums: usize): void {
  let sum: f32 = 0;
  for (; at < end; at += row) sum += load<f32>(at);
  store<f32>(sums, load<f32>(sums) + sum);
}

/** Copies images, `height` rows of `row` bytes each, into larger ones that hold zeros; steps in bytes. */
export function placeImages(
  from: usize, images: i32, height: i32, row: usize, to: usize, imageStep: usize, rowStep: usize,
): void {
  for (let image = 0; image < images; image++) {
    for (let y = 0; y < height; y++) {
      memory.copy(to + <usize>y * rowStep, from, row);
      from += row;
    }
    to += imageStep;
  }
}
