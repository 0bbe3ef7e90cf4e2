/** Four float32 at a time: what all passes need. */

/** All bits of a float32 but its sign: ordered like the magnitudes, with infinity at `INFINITY_BITS` and NaN above. */
export const MAGNITUDE_MASK: i32 = 0x7fffffff;
export const INFINITY_BITS: i32 = 0x7f800000;

// The two halves of four float32 as float64 pairs.
// @ts-ignore: decorator
@inline
export function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

// @ts-ignore: decorator
@inline
export function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
}

// @ts-ignore: decorator
@inline
export function sumOfLanes(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

// @ts-ignore: decorator
@inline
export function sumOfFloats(v: v128): f64 {
  return sumOfLanes(f64x2.add(low(v), high(v)));
}

// @ts-ignore: decorator
@inline
export function sumOfCounts(v: v128): f64 {
  return <f64>(i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3));
}

// @ts-ignore: decorator
@inline
export function maxOfLanes(v: v128): i32 {
  return max(
    max(i32x4.extract_lane(v, 0), i32x4.extract_lane(v, 1)),
    max(i32x4.extract_lane(v, 2), i32x4.extract_lane(v, 3)),
  );
}

/** Number of NaN and infinite elements. Where there is none, it takes half the time. */
export function countNonFinite(data: usize, length: i32): i32 {
  const mask = i32x4.splat(MAGNITUDE_MASK);
  const zero = i32x4.splat(0);
  let largest0 = zero, largest1 = zero, largest2 = zero, largest3 = zero;
  const vectorEnd = data + (<usize>(length & ~15) << 2);
  const end = data + (<usize>length << 2);
  let at = data;
  for (; at < vectorEnd; at += 64) {
    largest0 = i32x4.max_s(largest0, v128.and(v128.load(at), mask));
    largest1 = i32x4.max_s(largest1, v128.and(v128.load(at, 16), mask));
    largest2 = i32x4.max_s(largest2, v128.and(v128.load(at, 32), mask));
    largest3 = i32x4.max_s(largest3, v128.and(v128.load(at, 48), mask));
  }
  let count: i32 = 0;
  for (; at < end; at += 4) count += i32((load<i32>(at) & MAGNITUDE_MASK) >= INFINITY_BITS);
  if (maxOfLanes(i32x4.max_s(i32x4.max_s(largest0, largest1), i32x4.max_s(largest2, largest3))) >= INFINITY_BITS) {
    const limit = i32x4.splat(INFINITY_BITS - 1);
    let counts = zero;
    for (at = data; at < vectorEnd; at += 16) counts = i32x4.sub(counts, i32x4.gt_s(v128.and(v128.load(at), mask), limit));
    count += <i32>sumOfCounts(counts);
  }
  return count;
}
