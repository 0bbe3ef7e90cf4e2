/**
 * Packing: the rows (or columns) of an operand that a tile of the product needs, `width` of them, are laid side by side
 * for each k, so that the tile reads one stream of memory. Missing ones, at the edge of the matrix, are zeros.
 */

/**
 * Writes `k` groups of `width` elements to `out`. Element i of group p is at `from + i * across + p * along` (bytes), of
 * which one must be 4, the other a row of the matrix; zero from i = `present` on.
 */
export function packPanel(from: usize, across: usize, along: usize, k: i32, present: i32, width: i32, out: usize): void {
  const step = <usize>width << 2;
  let i = 0;
  for (; i + 4 <= present; i += 4) {
    if (across == 4) copyFours(from, along, k, out, step);
    else transposeFours(from, from + across, from + 2 * across, from + 3 * across, k, out, step);
    from += 4 * across;
    out += 16;
  }
  for (; i + 2 <= present; i += 2) {
    if (across == 4) copyTwos(from, along, k, out, step);
    else transposeTwos(from, from + across, k, out, step);
    from += 2 * across;
    out += 8;
  }
  for (; i < width; i++) {
    if (i < present) copyOnes(from, along, k, out, step);
    else clearOnes(k, out, step);
    from += across;
    out += 4;
  }
}

function copyFours(from: usize, along: usize, k: i32, out: usize, step: usize): void {
  for (let p = 0; p < k; p++) {
    v128.store(out, v128.load(from));
    from += along;
    out += step;
  }
}

function copyTwos(from: usize, along: usize, k: i32, out: usize, step: usize): void {
  for (let p = 0; p < k; p++) {
    store<u64>(out, load<u64>(from));
    from += along;
    out += step;
  }
}

export function copyOnes(from: usize, along: usize, k: i32, out: usize, step: usize): void {
  for (let p = 0; p < k; p++) {
    store<u32>(out, load<u32>(from));
    from += along;
    out += step;
  }
}

export function clearOnes(k: i32, out: usize, step: usize): void {
  for (let p = 0; p < k; p++) {
    store<u32>(out, 0);
    out += step;
  }
}

/** Four rows, each contiguous along k. */
export function transposeFours(a: usize, b: usize, c: usize, d: usize, k: i32, out: usize, step: usize): void {
  let p = 0;
  for (; p + 4 <= k; p += 4) {
    const rowA = v128.load(a), rowB = v128.load(b), rowC = v128.load(c), rowD = v128.load(d);
    const lowAB = v128.shuffle<f32>(rowA, rowB, 0, 4, 1, 5), highAB = v128.shuffle<f32>(rowA, rowB, 2, 6, 3, 7);
    const lowCD = v128.shuffle<f32>(rowC, rowD, 0, 4, 1, 5), highCD = v128.shuffle<f32>(rowC, rowD, 2, 6, 3, 7);
    v128.store(out, v128.shuffle<f64>(lowAB, lowCD, 0, 2));
    v128.store(out + step, v128.shuffle<f64>(lowAB, lowCD, 1, 3));
    v128.store(out + 2 * step, v128.shuffle<f64>(highAB, highCD, 0, 2));
    v128.store(out + 3 * step, v128.shuffle<f64>(highAB, highCD, 1, 3));
    a += 16;
    b += 16;
    c += 16;
    d += 16;
    out += 4 * step;
  }
  for (; p < k; p++) {
    store<u32>(out, load<u32>(a));
    store<u32>(out, load<u32>(b), 4);
    store<u32>(out, load<u32>(c), 8);
    store<u32>(out, load<u32>(d), 12);
    a += 4;
    b += 4;
    c += 4;
    d += 4;
    out += step;
  }
}

/** Two rows, each contiguous along k. */
export function transposeTwos(a: usize, b: usize, k: i32, out: usize, step: usize): void {
  let p = 0;
  for (; p + 4 <= k; p += 4) {
    const rowA = v128.load(a), rowB = v128.load(b);
    const low = v128.shuffle<f32>(rowA, rowB, 0, 4, 1, 5), high = v128.shuffle<f32>(rowA, rowB, 2, 6, 3, 7);
    v128.store64_lane(out, low, 0);
    v128.store64_lane(out + step, low, 1);
    v128.store64_lane(out + 2 * step, high, 0);
    v128.store64_lane(out + 3 * step, high, 1);
    a += 16;
    b += 16;
    out += 4 * step;
  }
  for (; p < k; p++) {
    store<u32>(out, load<u32>(a));
    store<u32>(out, load<u32>(b), 4);
    a += 4;
    b += 4;
    out += step;
  }
}
