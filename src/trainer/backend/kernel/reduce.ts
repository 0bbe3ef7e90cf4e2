/** Sums over axes. Elements are summed up in blocks, and then the blocks' sums: sums of many keep their precision so. */
/** Rows in a block, and elements where the sum is over contiguous ones. */
const ROWS: i32 = 64;
const ELEMENTS: i32 = 1024;

/** x is outer x length x inner, without gaps; sums over the axis in the middle, each divided by `divisor`. */
export function sumAxis(x: usize, outer: i32, length: i32, inner: i32, divisor: f32, sums: usize): void {
  for (let i = 0; i < outer; i++) {
    if (inner == 1) store<f32>(sums, sumOf(x, length));
    else sumRows(x, length, inner, sums);
    x += <usize>(length * inner) << 2;
    if (divisor != 1) divide(sums, inner, divisor);
    sums += <usize>inner << 2;
  }
}

function divide(x: usize, length: i32, divisor: f32): void {
  for (let i: usize = 0; i < <usize>length << 2; i += 4) store<f32>(x + i, load<f32>(x + i) / divisor);
}

function sumRows(x: usize, rows: i32, columns: i32, sums: usize): void {
  const row = <usize>columns << 2;
  memory.fill(sums, 0, row);
  for (let first = 0; first < rows; first += ROWS) {
    const end = x + <usize>min(ROWS, rows - first) * row;
    let j = 0;
    for (; j + 16 <= columns; j += 16) addSixteenColumns(x + (<usize>j << 2), end, row, sums + (<usize>j << 2));
    for (; j + 4 <= columns; j += 4) addFourColumns(x + (<usize>j << 2), end, row, sums + (<usize>j << 2));
    for (; j < columns; j++) addColumn(x + (<usize>j << 2), end, row, sums + (<usize>j << 2));
    x = end;
  }
}

function addSixteenColumns(at: usize, end: usize, row: usize, sums: usize): void {
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

function addFourColumns(at: usize, end: usize, row: usize, sums: usize): void {
  let sum = f32x4.splat(0);
  for (; at < end; at += row) sum = f32x4.add(sum, v128.load(at));
  v128.store(sums, f32x4.add(v128.load(sums), sum));
}

function addColumn(at: usize, end: usize, row: usize, sums: usize): void {
  let sum: f32 = 0;
  for (; at < end; at += row) sum += load<f32>(at);
  store<f32>(sums, load<f32>(sums) + sum);
}

/** The sum of contiguous elements. */
function sumOf(x: usize, length: i32): f32 {
  let total: f64 = 0;
  for (let left = length; left > 0; left -= ELEMENTS) {
    total += sumOfBlock(x, min(ELEMENTS, left));
    x += 4 * ELEMENTS;
  }
  return <f32>total;
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
