/** One pass over a gradient. */
import { BLOCK, BLOCK_BYTES, isTame } from './blocks';
import { countNonFinite, high, INFINITY_BITS, low, MAGNITUDE_MASK, maxOfLanes, sumOfCounts, sumOfFloats, sumOfLanes } from './lanes';

/** Writes four float64: sum of squares, largest magnitude, zeros, NaN and infinite elements. */
export function magnitudes(data: usize, length: i32, out: usize): void {
  const mask = i32x4.splat(MAGNITUDE_MASK);
  const zero = i32x4.splat(0);
  let zeros = i32x4.splat(0);
  let largestBits: i32 = 0;
  let squares: f64 = 0;
  const blocksEnd = data + (<usize>(length & -BLOCK) << 2);
  const end = data + (<usize>length << 2);
  let at = data;
  while (at < blocksEnd) {
    const blockEnd = at + BLOCK_BYTES;
    let largest0 = zero, largest1 = zero;
    for (let p = at; p < blockEnd; p += 32) {
      const a = v128.and(v128.load(p), mask);
      const b = v128.and(v128.load(p, 16), mask);
      largest0 = i32x4.max_s(largest0, a);
      largest1 = i32x4.max_s(largest1, b);
      zeros = i32x4.sub(zeros, i32x4.add(i32x4.eq(a, zero), i32x4.eq(b, zero)));
    }
    const bits = maxOfLanes(i32x4.max_s(largest0, largest1));
    if (bits != 0) {
      largestBits = max(largestBits, bits);
      squares += isTame(bits) ? tameSquares(at) : squaresOf(at, blockEnd);
    }
    at = blockEnd;
  }
  let zeroCount = sumOfCounts(zeros);
  for (let p = at; p < end; p += 4) {
    const magnitude = load<i32>(p) & MAGNITUDE_MASK;
    if (magnitude == 0) zeroCount += 1;
    largestBits = max(largestBits, magnitude);
  }
  squares += squaresOf(at, end);
  store<f64>(out, squares);
  store<f64>(out, <f64>reinterpret<f32>(largestBits), 8);
  store<f64>(out, zeroCount, 16);
  store<f64>(out, largestBits >= INFINITY_BITS ? <f64>countNonFinite(data, length) : 0, 24);
}

/** Sum of the squares of a block, in float32. */
// @ts-ignore: decorator
@inline
function tameSquares(at: usize): f64 {
  let squares0 = f32x4.splat(0), squares1 = f32x4.splat(0), squares2 = f32x4.splat(0), squares3 = f32x4.splat(0);
  const end = at + BLOCK_BYTES;
  for (let p = at; p < end; p += 64) {
    const a = v128.load(p), b = v128.load(p, 16), c = v128.load(p, 32), d = v128.load(p, 48);
    squares0 = f32x4.add(squares0, f32x4.mul(a, a));
    squares1 = f32x4.add(squares1, f32x4.mul(b, b));
    squares2 = f32x4.add(squares2, f32x4.mul(c, c));
    squares3 = f32x4.add(squares3, f32x4.mul(d, d));
  }
  return sumOfFloats(f32x4.add(f32x4.add(squares0, squares1), f32x4.add(squares2, squares3)));
}

/** Sum of the squares of the elements in [at, end), in float64. */
function squaresOf(at: usize, end: usize): f64 {
  let squares0 = f64x2.splat(0), squares1 = f64x2.splat(0);
  for (; at + 16 <= end; at += 16) {
    const v = v128.load(at);
    const a = low(v), b = high(v);
    squares0 = f64x2.add(squares0, f64x2.mul(a, a));
    squares1 = f64x2.add(squares1, f64x2.mul(b, b));
  }
  let squares = sumOfLanes(f64x2.add(squares0, squares1));
  for (; at < end; at += 4) {
    const x = <f64>load<f32>(at);
    squares += x * x;
  }
  return squares;
}
