/**
 * Sums over axes. Elements are summed up in float32 in blocks, and the blocks' sums in float64: sums of many keep their
 * precision so.
 */

/** Rows in a block, and elements where the sum is over contiguous ones. */
const ROWS: i32 = 64;
const ELEMENTS: i32 = 1024;

/** Columns that are summed up at once, which have 8 bytes each in the workspace. */
const COLUMNS: i32 = 1024;

/**
 * x is outer x length x inner, without gaps; sums over the axis in the middle, each divided by `divisor`. The workspace is
 * that of `gemm`.
 */
export function sumAxis(x: usize, outer: i32, length: i32, inner: i32, divisor: f64, sums: usize, workspace: usize): void {
  const row = <usize>inner << 2;
  for (let i = 0; i < outer; i++) {
    if (inner == 1) {
      store<f32>(sums, <f32>(sumOf(x, length) / divisor));
    } else {
      for (let j = 0; j < inner; j += COLUMNS) {
        sumColumns(x + (<usize>j << 2), length, row, min(COLUMNS, inner - j), divisor, sums + (<usize>j << 2), workspace);
      }
    }
    x += <usize>length * row;
    sums += row;
  }
}

function sumColumns(x: usize, rows: i32, row: usize, columns: i32, divisor: f64, sums: usize, totals: usize): void {
  memory.fill(totals, 0, <usize>columns << 3);
  for (let first = 0; first < rows; first += ROWS) {
    const end = x + <usize>min(ROWS, rows - first) * row;
    let j = 0;
    for (; j + 16 <= columns; j += 16) addSixteenColumns(x + (<usize>j << 2), end, row, totals + (<usize>j << 3));
    for (; j + 4 <= columns; j += 4) addFourColumns(x + (<usize>j << 2), end, row, totals + (<usize>j << 3));
    for (; j < columns; j++) addColumn(x + (<usize>j << 2), end, row, totals + (<usize>j << 3));
    x = end;
  }
  for (let j: usize = 0; j < <usize>columns << 2; j += 4) store<f32>(sums + j, <f32>(load<f64>(totals + 2 * j) / divisor));
}

function addSixteenColumns(at: usize, end: usize, row: usize, totals: usize): void {
  let a = f32x4.splat(0), b = f32x4.splat(0), c = f32x4.splat(0), d = f32x4.splat(0);
  for (; at < end; at += row) {
    a = f32x4.add(a, v128.load(at));
    b = f32x4.add(b, v128.load(at, 16));
    c = f32x4.add(c, v128.load(at, 32));
    d = f32x4.add(d, v128.load(at, 48));
  }
  addFour(totals, a);
  addFour(totals + 32, b);
  addFour(totals + 64, c);
  addFour(totals + 96, d);
}

function addFourColumns(at: usize, end: usize, row: usize, totals: usize): void {
  let sum = f32x4.splat(0);
  for (; at < end; at += row) sum = f32x4.add(sum, v128.load(at));
  addFour(totals, sum);
}

/** Adds four float32 to four float64. */
// @ts-ignore: decorator
@inline
function addFour(totals: usize, v: v128): void {
  v128.store(totals, f64x2.add(v128.load(totals), f64x2.promote_low_f32x4(v)));
  const high = v128.shuffle<f32>(v, v, 2, 3, 2, 3);
  v128.store(totals, f64x2.add(v128.load(totals, 16), f64x2.promote_low_f32x4(high)), 16);
}

function addColumn(at: usize, end: usize, row: usize, totals: usize): void {
  let sum: f32 = 0;
  for (; at < end; at += row) sum += load<f32>(at);
  store<f64>(totals, load<f64>(totals) + <f64>sum);
}

/** The sum of contiguous elements. */
function sumOf(x: usize, length: i32): f64 {
  let total: f64 = 0;
  for (let left = length; left > 0; left -= ELEMENTS) {
    total += sumOfBlock(x, min(ELEMENTS, left));
    x += 4 * ELEMENTS;
  }
  return total;
}

function sumOfBlock(at: usize, length: i32): f64 {
  let a = f32x4.splat(0), b = f32x4.splat(0), c = f32x4.splat(0), d = f32x4.splat(0);
  let i = 0;
  for (; i + 16 <= length; i += 16) {
    a = f32x4.add(a, v128.load(at));
    b = f32x4.add(b, v128.load(at, 16));
    c = f32x4.add(c, v128.load(at, 32));
    d = f32x4.add(d, v128.load(at, 48));
    at += 64;
  }
  const sum = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  let total = <f64>f32x4.extract_lane(sum, 0) + <f64>f32x4.extract_lane(sum, 1)
    + <f64>f32x4.extract_lane(sum, 2) + <f64>f32x4.extract_lane(sum, 3);
  for (; i < length; i++) {
    total += <f64>load<f32>(at);
    at += 4;
  }
  return total;
}
