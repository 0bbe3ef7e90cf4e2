/**
 * Activations and their derivatives, on rows of numbers.
 *
 * What is kept of an activation for the way back is its "raw" result, which is the result itself but for the hard sigmoid:
 * there it is the line before it is cut to [0, 1], because at the very ends tfjs lets gradients through. `cut` gives the
 * result.
 *
 * exp and tanh are those of the Cephes library (Moshier, expf.c and tanhf.c): relative errors of 1.7e-7 and 1.3e-7.
 */
import { read, wholeBytes, write } from './lanes';
import { madd } from './madd';

/** Numbers of the activations; the host knows them, too. */
const LINEAR: i32 = 0;
const TANH: i32 = 1;
const SIGMOID: i32 = 2;
const HARD_SIGMOID: i32 = 3;
const RELU: i32 = 4;

// @ts-ignore: decorator
@inline
function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** e^x for x <= 0 or NaN. Below -87.3, where results are no longer normal numbers, 0. */
// @ts-ignore: decorator
@inline
function expOfNegative(x: v128): v128 {
  const lowest = splat(-87.3);
  // pmax and not max: it lets NaN through and is one instruction.
  const bounded = f32x4.pmax(x, lowest);
  const n = f32x4.nearest(f32x4.mul(bounded, splat(1.44269504088896341)));
  // ln 2 in two parts, the first of which times n is exact.
  const r = madd(n, splat(2.12194440e-4), madd(n, splat(-0.693359375), bounded));
  let p = madd(splat(1.9875691500e-4), r, splat(1.3981999507e-3));
  p = madd(p, r, splat(8.3334519073e-3));
  p = madd(p, r, splat(4.1665795894e-2));
  p = madd(p, r, splat(1.6666665459e-1));
  p = madd(p, r, splat(5.0000001201e-1));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return v128.andnot(f32x4.mul(p, power), f32x4.lt(x, lowest));
}

// @ts-ignore: decorator
@inline
function tanh(x: v128): v128 {
  const sign = i32x4.splat(0x80000000);
  const size = v128.andnot(x, sign);
  const e = expOfNegative(f32x4.mul(size, splat(-2)));
  const far = f32x4.div(f32x4.sub(splat(1), e), f32x4.add(splat(1), e));
  const z = f32x4.mul(x, x);
  let p = madd(splat(-5.70498872745e-3), z, splat(2.06390887954e-2));
  p = madd(p, z, splat(-5.37397155531e-2));
  p = madd(p, z, splat(1.33314422036e-1));
  p = madd(p, z, splat(-3.33332819422e-1));
  const near = madd(f32x4.mul(p, z), x, x);
  return v128.bitselect(near, v128.or(far, v128.and(x, sign)), f32x4.lt(size, splat(0.625)));
}

// @ts-ignore: decorator
@inline
function sigmoid(x: v128): v128 {
  const e = expOfNegative(v128.or(x, i32x4.splat(0x80000000)));
  const numerator = v128.bitselect(e, splat(1), f32x4.lt(x, splat(0)));
  return f32x4.div(numerator, f32x4.add(splat(1), e));
}

// @ts-ignore: decorator
@inline
function raw(kind: i32, x: v128): v128 {
  if (kind == TANH) return tanh(x);
  if (kind == SIGMOID) return sigmoid(x);
  if (kind == HARD_SIGMOID) return f32x4.add(splat(0.5), f32x4.mul(splat(0.2), x));
  if (kind == RELU) return f32x4.pmax(x, splat(0));
  return x;
}

/** `gradient` times the derivative where the raw result is `y`. */
// @ts-ignore: decorator
@inline
function derivative(kind: i32, y: v128, gradient: v128): v128 {
  if (kind == TANH) return f32x4.mul(gradient, f32x4.sub(splat(1), f32x4.mul(y, y)));
  if (kind == SIGMOID) return f32x4.mul(gradient, f32x4.mul(y, f32x4.sub(splat(1), y)));
  if (kind == HARD_SIGMOID) {
    return v128.and(f32x4.mul(gradient, splat(0.2)), v128.and(f32x4.ge(y, splat(0)), f32x4.le(y, splat(1))));
  }
  // NaN where y is.
  if (kind == RELU) return f32x4.mul(gradient, v128.or(v128.and(splat(1), f32x4.gt(y, splat(0))), f32x4.ne(y, y)));
  return gradient;
}

// @ts-ignore: decorator
@inline
function activateAs(kind: i32, data: usize, bias: usize, length: i32): void {
  const whole = wholeBytes(length);
  const end = <usize>length << 2;
  let at: usize = 0;
  if (bias) {
    for (; at < whole; at += 16) write(data + at, raw(kind, f32x4.add(read(data + at, false), read(bias + at, false))), false);
    for (; at < end; at += 4) write(data + at, raw(kind, f32x4.add(read(data + at, true), read(bias + at, true))), true);
  } else {
    for (; at < whole; at += 16) write(data + at, raw(kind, read(data + at, false)), false);
    for (; at < end; at += 4) write(data + at, raw(kind, read(data + at, true)), true);
  }
}

/** Replaces a row by the raw results for row + bias; `bias` may be 0 for none. */
export function activate(kind: i32, data: usize, bias: usize, length: i32): void {
  if (kind == TANH) activateAs(TANH, data, bias, length);
  else if (kind == SIGMOID) activateAs(SIGMOID, data, bias, length);
  else if (kind == HARD_SIGMOID) activateAs(HARD_SIGMOID, data, bias, length);
  else if (kind == RELU) activateAs(RELU, data, bias, length);
  else if (bias) activateAs(LINEAR, data, bias, length);
}

// @ts-ignore: decorator
@inline
function deriveAs(kind: i32, results: usize, gradient: usize, length: i32): void {
  const whole = wholeBytes(length);
  const end = <usize>length << 2;
  let at: usize = 0;
  for (; at < whole; at += 16) write(gradient + at, derivative(kind, read(results + at, false), read(gradient + at, false)), false);
  for (; at < end; at += 4) write(gradient + at, derivative(kind, read(results + at, true), read(gradient + at, true)), true);
}

/** Leads a gradient with respect to results back to what was activated, in place. */
export function derive(kind: i32, results: usize, gradient: usize, length: i32): void {
  if (kind == TANH) deriveAs(TANH, results, gradient, length);
  else if (kind == SIGMOID) deriveAs(SIGMOID, results, gradient, length);
  else if (kind == HARD_SIGMOID) deriveAs(HARD_SIGMOID, results, gradient, length);
  else if (kind == RELU) deriveAs(RELU, results, gradient, length);
}

/** Bounds for `cut`. */
// @ts-ignore: decorator
@inline
export function lowest(kind: i32): v128 {
  return f32x4.splat(kind == HARD_SIGMOID ? 0 : -Infinity);
}

// @ts-ignore: decorator
@inline
export function highest(kind: i32): v128 {
  return f32x4.splat(kind == HARD_SIGMOID ? 1 : Infinity);
}

/** The result that belongs to a raw one; NaN stays. */
// @ts-ignore: decorator
@inline
export function cut(y: v128, low: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(y, low), high);
}
