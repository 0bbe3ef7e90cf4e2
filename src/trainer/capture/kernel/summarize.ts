/** One pass over a layer's output. */
import { countNonFinite, high, INFINITY_BITS, low, MAGNITUDE_MASK, maxOfLanes, sumOfCounts, sumOfLanes } from './lanes';

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
