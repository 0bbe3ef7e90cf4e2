/** The units of a layer: how their outputs vary over the batch, and when they were last active. */
import { MAGNITUDE_MASK } from './lanes';

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
