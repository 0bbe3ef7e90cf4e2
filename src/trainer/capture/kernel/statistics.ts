/**
 * The statistics kernel: AssemblyScript, compiled to WebAssembly with SIMD, running on memory that is imported. That is
 * the heap of tfjs's WASM backend, so tensors are read where they lie; for other backends values are copied in.
 *
 * Sums are taken in float64, two lanes at a time: squares of everything that a float32 can hold (1e-45 to 3e38) stay in
 * range, sums of millions of elements stay exact to 1e-10, and NaN and infinities flow through as the formulas say.
 * No static data and no allocation: instantiating the module must not write into the heap.
 */

/** All bits of a float32 but its sign: ordered like the magnitudes, with infinity at `INFINITY_BITS` and NaN above. */
const MAGNITUDE_MASK: i32 = 0x7fffffff;
const INFINITY_BITS: i32 = 0x7f800000;

// The two halves of four float32 as float64 pairs.
// @ts-ignore: decorator
@inline
function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

// @ts-ignore: decorator
@inline
function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
}

// @ts-ignore: decorator
@inline
function sumOfLanes(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

// @ts-ignore: decorator
@inline
function sumOfCounts(v: v128): f64 {
  return <f64>(i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3));
}

// @ts-ignore: decorator
@inline
function maxOfLanes(v: v128): i32 {
  return max(
    max(i32x4.extract_lane(v, 0), i32x4.extract_lane(v, 1)),
    max(i32x4.extract_lane(v, 2), i32x4.extract_lane(v, 3)),
  );
}

/** Number of NaN and infinite elements. */
export function countNonFinite(data: usize, length: i32): i32 {
  const mask = i32x4.splat(MAGNITUDE_MASK);
  const limit = i32x4.splat(INFINITY_BITS - 1);
  let counts = i32x4.splat(0);
  const vectorEnd = data + (<usize>(length & ~3) << 2);
  const end = data + (<usize>length << 2);
  let at = data;
  for (; at < vectorEnd; at += 16) {
    counts = i32x4.sub(counts, i32x4.gt_s(v128.and(v128.load(at), mask), limit));
  }
  let count = <i32>sumOfCounts(counts);
  for (; at < end; at += 4) {
    if ((load<i32>(at) & MAGNITUDE_MASK) >= INFINITY_BITS) count++;
  }
  return count;
}

/** Number of elements below `lowest` or above `highest`. NaN is neither. */
function countOutside(data: usize, length: i32, lowest: f32, highest: f32): f64 {
  const lowestLanes = f32x4.splat(lowest);
  const highestLanes = f32x4.splat(highest);
  let counts = i32x4.splat(0);
  const vectorEnd = data + (<usize>(length & ~3) << 2);
  const end = data + (<usize>length << 2);
  let at = data;
  for (; at < vectorEnd; at += 16) {
    const v = v128.load(at);
    counts = i32x4.sub(counts, v128.or(f32x4.lt(v, lowestLanes), f32x4.gt(v, highestLanes)));
  }
  let count = sumOfCounts(counts);
  for (; at < end; at += 4) {
    const x = load<f32>(at);
    if (x < lowest || x > highest) count += 1;
  }
  return count;
}

/**
 * Writes six float64: sum of squares, sum, largest magnitude, zeros, NaN and infinite elements, elements outside of
 * [lowest, highest] (counted only where one of the two is finite).
 */
export function summarize(data: usize, length: i32, lowest: f32, highest: f32, out: usize): void {
  const mask = i32x4.splat(MAGNITUDE_MASK);
  const zero = i32x4.splat(0);
  let largest = i32x4.splat(0);
  let zeros = i32x4.splat(0);
  // Four accumulators each, because an addition waits for the one before it.
  let squares0 = f64x2.splat(0), squares1 = f64x2.splat(0), squares2 = f64x2.splat(0), squares3 = f64x2.splat(0);
  let sums0 = f64x2.splat(0), sums1 = f64x2.splat(0), sums2 = f64x2.splat(0), sums3 = f64x2.splat(0);
  const vectorEnd = data + (<usize>(length & ~7) << 2);
  const end = data + (<usize>length << 2);
  let at = data;
  for (; at < vectorEnd; at += 32) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const magnitudeA = v128.and(a, mask);
    const magnitudeB = v128.and(b, mask);
    largest = i32x4.max_s(largest, i32x4.max_s(magnitudeA, magnitudeB));
    zeros = i32x4.sub(zeros, i32x4.add(i32x4.eq(magnitudeA, zero), i32x4.eq(magnitudeB, zero)));
    const a0 = low(a), a1 = high(a), b0 = low(b), b1 = high(b);
    sums0 = f64x2.add(sums0, a0);
    sums1 = f64x2.add(sums1, a1);
    sums2 = f64x2.add(sums2, b0);
    sums3 = f64x2.add(sums3, b1);
    squares0 = f64x2.add(squares0, f64x2.mul(a0, a0));
    squares1 = f64x2.add(squares1, f64x2.mul(a1, a1));
    squares2 = f64x2.add(squares2, f64x2.mul(b0, b0));
    squares3 = f64x2.add(squares3, f64x2.mul(b1, b1));
  }
  let squares = sumOfLanes(f64x2.add(f64x2.add(squares0, squares1), f64x2.add(squares2, squares3)));
  let sum = sumOfLanes(f64x2.add(f64x2.add(sums0, sums1), f64x2.add(sums2, sums3)));
  let zeroCount = sumOfCounts(zeros);
  let largestBits = maxOfLanes(largest);
  for (; at < end; at += 4) {
    const x = <f64>load<f32>(at);
    const magnitude = load<i32>(at) & MAGNITUDE_MASK;
    squares += x * x;
    sum += x;
    if (magnitude == 0) zeroCount += 1;
    largestBits = max(largestBits, magnitude);
  }
  // Counting the non-finite takes a pass of its own, which healthy tensors never pay for.
  const nonFinite = largestBits >= INFINITY_BITS ? <f64>countNonFinite(data, length) : 0;
  const bounded = lowest > -Infinity || highest < Infinity;
  store<f64>(out, squares);
  store<f64>(out, sum, 8);
  store<f64>(out, <f64>reinterpret<f32>(largestBits), 16);
  store<f64>(out, zeroCount, 24);
  store<f64>(out, nonFinite, 32);
  store<f64>(out, bounded ? countOutside(data, length, lowest, highest) : 0, 40);
}

/**
 * Adds every `stride`-th element to the 48 bins (u32) at `bins`; see HISTOGRAM_BINS for their edges.
 * `scratch` is 4 KB: four tables of the 256 exponents, because counting into one would wait for its own last store.
 */
export function histogram(data: usize, length: i32, stride: i32, bins: usize, scratch: usize): void {
  memory.fill(scratch, 0, 4096);
  const step = <usize>stride << 2;
  const end = data + (<usize>length << 2);
  let at = data;
  while (at + 3 * step < end) {
    count(at, scratch);
    count(at + step, scratch + 1024);
    count(at + 2 * step, scratch + 2048);
    count(at + 3 * step, scratch + 3072);
    at += 4 * step;
  }
  for (; at < end; at += step) count(at, scratch);
  for (let exponent: usize = 0; exponent < 256; exponent++) {
    const table = scratch + (exponent << 2);
    const counted = load<u32>(table) + load<u32>(table, 1024) + load<u32>(table, 2048) + load<u32>(table, 3072);
    if (counted == 0) continue;
    // 2^(k-40) has the biased exponent k + 87.
    const bin = bins + (<usize>min(max(<i32>exponent - 87, 0), 47) << 2);
    store<u32>(bin, load<u32>(bin) + counted);
  }
}

// @ts-ignore: decorator
@inline
function count(at: usize, table: usize): void {
  const slot = table + ((<usize>load<u32>(at) >>> 21) & 1020);
  store<u32>(slot, load<u32>(slot) + 1);
}

/** Writes three float64: sum of squares of `before`, of `after - before`, and the non-finite elements of `after`. */
export function compare(before: usize, after: usize, length: i32, out: usize): void {
  const mask = i32x4.splat(MAGNITUDE_MASK);
  let largest = i32x4.splat(0);
  let old0 = f64x2.splat(0), old1 = f64x2.splat(0);
  let change0 = f64x2.splat(0), change1 = f64x2.splat(0);
  const vectorLength = <usize>(length & ~3) << 2;
  const byteLength = <usize>length << 2;
  let at: usize = 0;
  for (; at < vectorLength; at += 16) {
    const w = v128.load(before + at);
    const next = v128.load(after + at);
    largest = i32x4.max_s(largest, v128.and(next, mask));
    const w0 = low(w), w1 = high(w);
    const d0 = f64x2.sub(low(next), w0), d1 = f64x2.sub(high(next), w1);
    old0 = f64x2.add(old0, f64x2.mul(w0, w0));
    old1 = f64x2.add(old1, f64x2.mul(w1, w1));
    change0 = f64x2.add(change0, f64x2.mul(d0, d0));
    change1 = f64x2.add(change1, f64x2.mul(d1, d1));
  }
  let old = sumOfLanes(f64x2.add(old0, old1));
  let change = sumOfLanes(f64x2.add(change0, change1));
  let largestBits = maxOfLanes(largest);
  for (; at < byteLength; at += 4) {
    const w = <f64>load<f32>(before + at);
    const d = <f64>load<f32>(after + at) - w;
    old += w * w;
    change += d * d;
    largestBits = max(largestBits, load<i32>(after + at) & MAGNITUDE_MASK);
  }
  store<f64>(out, old);
  store<f64>(out, change, 8);
  store<f64>(out, largestBits >= INFINITY_BITS ? <f64>countNonFinite(after, length) : 0, 16);
}

/**
 * Looks at a tensor as `rows` x `units` and writes three float64: the sum over units of the standard deviation over
 * the rows, the number of silent units, the number of dead ones.
 *
 * `lastActive` holds an i32 per unit: the last capture (`now`, counted from 0; -1 before the first) in which any of its
 * elements was not 0. It is updated. Silent: not active in this capture. Dead: silent in the last `window` captures.
 * Deviations are taken from the first row, which makes an output that does not depend on the row give exactly 0, and
 * multiplied by `scale`, a power of two near 1 / largest magnitude, so that their float32 squares stay in range.
 */
export function units(
  data: usize, rows: i32, units: i32, scale: f32, lastActive: usize, now: i32, window: i32, out: usize,
): void {
  const rowBytes = <usize>units << 2;
  const end = data + <usize>rows * rowBytes;
  const scales = f32x4.splat(scale);
  let deviations: f64 = 0;
  let unit: i32 = 0;
  for (; unit + 8 <= units; unit += 8) {
    const first = data + (<usize>unit << 2);
    const origin0 = f32x4.mul(v128.load(first), scales), origin1 = f32x4.mul(v128.load(first, 16), scales);
    let active0 = i32x4.splat(0), active1 = i32x4.splat(0);
    let sum0 = f32x4.splat(0), sum1 = f32x4.splat(0);
    let squares0 = f32x4.splat(0), squares1 = f32x4.splat(0);
    for (let at = first; at < end; at += rowBytes) {
      const x0 = v128.load(at), x1 = v128.load(at, 16);
      active0 = v128.or(active0, x0);
      active1 = v128.or(active1, x1);
      const d0 = f32x4.sub(f32x4.mul(x0, scales), origin0), d1 = f32x4.sub(f32x4.mul(x1, scales), origin1);
      sum0 = f32x4.add(sum0, d0);
      sum1 = f32x4.add(sum1, d1);
      squares0 = f32x4.add(squares0, f32x4.mul(d0, d0));
      squares1 = f32x4.add(squares1, f32x4.mul(d1, d1));
    }
    deviations += deviationOfLanes(sum0, squares0, rows) + deviationOfLanes(sum1, squares1, rows);
    markLanes(active0, lastActive + (<usize>unit << 2), now);
    markLanes(active1, lastActive + (<usize>unit << 2) + 16, now);
  }
  for (; unit < units; unit++) {
    const first = data + (<usize>unit << 2);
    const origin = load<f32>(first) * scale;
    let active: i32 = 0;
    let sum: f32 = 0, squares: f32 = 0;
    for (let at = first; at < end; at += rowBytes) {
      active |= load<i32>(at);
      const d = load<f32>(at) * scale - origin;
      sum += d;
      squares += d * d;
    }
    deviations += deviation(sum, squares, rows);
    mark(active, lastActive + (<usize>unit << 2), now);
  }
  let silent: f64 = 0, dead: f64 = 0;
  for (let i: i32 = 0; i < units; i++) {
    const age = now - load<i32>(lastActive + (<usize>i << 2));
    if (age > 0) silent += 1;
    if (age >= window) dead += 1;
  }
  store<f64>(out, deviations / <f64>scale);
  store<f64>(out, silent, 8);
  store<f64>(out, dead, 16);
}

// @ts-ignore: decorator
@inline
function deviation(sum: f32, squares: f32, rows: i32): f64 {
  const mean = <f64>sum / <f64>rows;
  return Math.sqrt(max(<f64>squares / <f64>rows - mean * mean, 0));
}

// @ts-ignore: decorator
@inline
function deviationOfLanes(sum: v128, squares: v128, rows: i32): f64 {
  return deviation(f32x4.extract_lane(sum, 0), f32x4.extract_lane(squares, 0), rows)
    + deviation(f32x4.extract_lane(sum, 1), f32x4.extract_lane(squares, 1), rows)
    + deviation(f32x4.extract_lane(sum, 2), f32x4.extract_lane(squares, 2), rows)
    + deviation(f32x4.extract_lane(sum, 3), f32x4.extract_lane(squares, 3), rows);
}

/** `bits` is the union of a unit's elements: only its magnitude counts, -0 is silent. */
// @ts-ignore: decorator
@inline
function mark(bits: i32, lastActive: usize, now: i32): void {
  if ((bits & MAGNITUDE_MASK) != 0) store<i32>(lastActive, now);
}

// @ts-ignore: decorator
@inline
function markLanes(bits: v128, lastActive: usize, now: i32): void {
  mark(i32x4.extract_lane(bits, 0), lastActive, now);
  mark(i32x4.extract_lane(bits, 1), lastActive + 4, now);
  mark(i32x4.extract_lane(bits, 2), lastActive + 8, now);
  mark(i32x4.extract_lane(bits, 3), lastActive + 12, now);
}
