/**
 * Updates of tfjs's optimizers, one pass over a variable each. Every operation of the formulas in tfjs-core's optimizers/
 * is rounded to float32 in their order, so that the new values are those of tfjs to the bit; no fused multiply-add here.
 *
 * `out` gets the variable's new value, accumulators are updated in place. Lengths are in elements.
 */

import { read, wholeBytes, write } from './lanes';

/** a * x + b * y, each product rounded. */
// @ts-ignore: decorator
@inline
function blend(a: v128, x: v128, b: v128, y: v128): v128 {
  return f32x4.add(f32x4.mul(x, a), f32x4.mul(y, b));
}

// @ts-ignore: decorator
@inline
function sgdAt(at: usize, lone: bool, value: usize, gradient: usize, out: usize, negativeRate: v128): void {
  write(out + at, f32x4.add(f32x4.mul(negativeRate, read(gradient + at, lone)), read(value + at, lone)), lone);
}

/** @param negativeRate The learning rate with its sign changed, as in all functions here. */
export function sgd(value: usize, gradient: usize, out: usize, length: i32, negativeRate: f32): void {
  const rate = f32x4.splat(negativeRate);
  const whole = wholeBytes(length);
  const end = <usize>length << 2;
  let at: usize = 0;
  for (; at < whole; at += 16) sgdAt(at, false, value, gradient, out, rate);
  for (; at < end; at += 4) sgdAt(at, true, value, gradient, out, rate);
}

// @ts-ignore: decorator
@inline
function momentumAt(
  at: usize, lone: bool, value: usize, gradient: usize, out: usize, accumulation: usize, negativeRate: v128, momentum: v128, nesterov: bool,
): void {
  const g = read(gradient + at, lone);
  const sum = f32x4.add(f32x4.mul(momentum, read(accumulation + at, lone)), g);
  const direction = nesterov ? f32x4.add(g, f32x4.mul(sum, momentum)) : sum;
  write(out + at, f32x4.add(f32x4.mul(negativeRate, direction), read(value + at, lone)), lone);
  write(accumulation + at, sum, lone);
}

export function momentum(
  value: usize, gradient: usize, out: usize, length: i32, accumulation: usize, negativeRate: f32, factor: f32, nesterov: bool,
): void {
  const rate = f32x4.splat(negativeRate), m = f32x4.splat(factor);
  const whole = wholeBytes(length);
  const end = <usize>length << 2;
  let at: usize = 0;
  for (; at < whole; at += 16) momentumAt(at, false, value, gradient, out, accumulation, rate, m, nesterov);
  for (; at < end; at += 4) momentumAt(at, true, value, gradient, out, accumulation, rate, m, nesterov);
}

// @ts-ignore: decorator
@inline
function adamAt(
  at: usize, lone: bool, value: usize, gradient: usize, out: usize, first: usize, second: usize, negativeRate: v128,
  beta1: v128, rest1: v128, beta2: v128, rest2: v128, correction1: v128, correction2: v128, epsilon: v128,
): void {
  const g = read(gradient + at, lone);
  const m = blend(beta1, read(first + at, lone), rest1, g);
  const v = blend(beta2, read(second + at, lone), rest2, f32x4.mul(g, g));
  const ratio = f32x4.div(f32x4.div(m, correction1), f32x4.add(f32x4.sqrt(f32x4.div(v, correction2)), epsilon));
  write(first + at, m, lone);
  write(second + at, v, lone);
  write(out + at, f32x4.add(f32x4.mul(ratio, negativeRate), read(value + at, lone)), lone);
}

/**
 * @param rest1 1 - beta1, taken in float64 as tfjs does.
 * @param correction1 1 - beta1^step, which tfjs accumulates in float32.
 */
export function adam(
  value: usize, gradient: usize, out: usize, length: i32, first: usize, second: usize, negativeRate: f32,
  beta1: f32, rest1: f32, beta2: f32, rest2: f32, correction1: f32, correction2: f32, epsilon: f32,
): void {
  const rate = f32x4.splat(negativeRate), e = f32x4.splat(epsilon);
  const b1 = f32x4.splat(beta1), r1 = f32x4.splat(rest1), c1 = f32x4.splat(correction1);
  const b2 = f32x4.splat(beta2), r2 = f32x4.splat(rest2), c2 = f32x4.splat(correction2);
  const whole = wholeBytes(length);
  const end = <usize>length << 2;
  let at: usize = 0;
  for (; at < whole; at += 16) adamAt(at, false, value, gradient, out, first, second, rate, b1, r1, b2, r2, c1, c2, e);
  for (; at < end; at += 4) adamAt(at, true, value, gradient, out, first, second, rate, b1, r1, b2, r2, c1, c2, e);
}

// @ts-ignore: decorator
@inline
function adamaxAt(
  at: usize, lone: bool, value: usize, gradient: usize, out: usize, first: usize, norm: usize, negativeRate: v128,
  beta1: v128, rest1: v128, beta2: v128, epsilon: v128,
): void {
  const g = read(gradient + at, lone);
  const m = blend(beta1, read(first + at, lone), rest1, g);
  const u = f32x4.max(f32x4.mul(read(norm + at, lone), beta2), f32x4.abs(g));
  write(first + at, m, lone);
  write(norm + at, u, lone);
  write(out + at, f32x4.add(f32x4.mul(negativeRate, f32x4.div(m, f32x4.add(u, epsilon))), read(value + at, lone)), lone);
}

/** @param negativeRate With decay and bias correction in it. */
export function adamax(
  value: usize, gradient: usize, out: usize, length: i32, first: usize, norm: usize, negativeRate: f32,
  beta1: f32, rest1: f32, beta2: f32, epsilon: f32,
): void {
  const rate = f32x4.splat(negativeRate), e = f32x4.splat(epsilon);
  const b1 = f32x4.splat(beta1), r1 = f32x4.splat(rest1), b2 = f32x4.splat(beta2);
  const whole = wholeBytes(length);
  const end = <usize>length << 2;
  let at: usize = 0;
  for (; at < whole; at += 16) adamaxAt(at, false, value, gradient, out, first, norm, rate, b1, r1, b2, e);
  for (; at < end; at += 4) adamaxAt(at, true, value, gradient, out, first, norm, rate, b1, r1, b2, e);
}

// @ts-ignore: decorator
@inline
function rmspropAt(
  at: usize, lone: bool, value: usize, gradient: usize, out: usize, squares: usize, moments: usize, means: usize, rate: v128,
  decay: v128, rest: v128, momentum: v128, epsilon: v128, centered: bool,
): void {
  const g = read(gradient + at, lone);
  const square = blend(decay, read(squares + at, lone), rest, f32x4.mul(g, g));
  let radicand: v128;
  if (centered) {
    const mean = blend(decay, read(means + at, lone), rest, g);
    radicand = f32x4.sub(square, f32x4.add(f32x4.mul(mean, mean), epsilon));
    write(means + at, mean, lone);
  } else {
    radicand = f32x4.add(square, epsilon);
  }
  const moment = f32x4.add(f32x4.mul(read(moments + at, lone), momentum), f32x4.div(f32x4.mul(g, rate), f32x4.sqrt(radicand)));
  write(squares + at, square, lone);
  write(moments + at, moment, lone);
  write(out + at, f32x4.sub(read(value + at, lone), moment), lone);
}

/**
 * @param means Mean gradients; used where `centered`.
 * @param rate The learning rate, with its own sign.
 * @param rest 1 - decay, taken in float64.
 */
export function rmsprop(
  value: usize, gradient: usize, out: usize, length: i32, squares: usize, moments: usize, means: usize, rate: f32,
  decay: f32, rest: f32, momentum: f32, epsilon: f32, centered: bool,
): void {
  const l = f32x4.splat(rate), d = f32x4.splat(decay), r = f32x4.splat(rest), m = f32x4.splat(momentum), e = f32x4.splat(epsilon);
  const whole = wholeBytes(length);
  const end = <usize>length << 2;
  let at: usize = 0;
  for (; at < whole; at += 16) rmspropAt(at, false, value, gradient, out, squares, moments, means, l, d, r, m, e, centered);
  for (; at < end; at += 4) rmspropAt(at, true, value, gradient, out, squares, moments, means, l, d, r, m, e, centered);
}

// @ts-ignore: decorator
@inline
function adagradAt(
  at: usize, lone: bool, value: usize, gradient: usize, out: usize, squares: usize, negativeRate: v128, epsilon: v128,
): void {
  const g = read(gradient + at, lone);
  const sum = f32x4.add(read(squares + at, lone), f32x4.mul(g, g));
  const direction = f32x4.div(g, f32x4.sqrt(f32x4.add(sum, epsilon)));
  write(squares + at, sum, lone);
  write(out + at, f32x4.add(f32x4.mul(direction, negativeRate), read(value + at, lone)), lone);
}

export function adagrad(
  value: usize, gradient: usize, out: usize, length: i32, squares: usize, negativeRate: f32, epsilon: f32,
): void {
  const rate = f32x4.splat(negativeRate), e = f32x4.splat(epsilon);
  const whole = wholeBytes(length);
  const end = <usize>length << 2;
  let at: usize = 0;
  for (; at < whole; at += 16) adagradAt(at, false, value, gradient, out, squares, rate, e);
  for (; at < end; at += 4) adagradAt(at, true, value, gradient, out, squares, rate, e);
}

// @ts-ignore: decorator
@inline
function adadeltaAt(
  at: usize, lone: bool, value: usize, gradient: usize, out: usize, squares: usize, updates: usize, negativeRate: v128,
  rho: v128, rest: v128, epsilon: v128,
): void {
  const g = read(gradient + at, lone);
  const square = read(squares + at, lone);
  const update = read(updates + at, lone);
  const change = f32x4.mul(
    f32x4.div(f32x4.sqrt(f32x4.add(update, epsilon)), f32x4.sqrt(f32x4.add(square, epsilon))), g);
  write(squares + at, blend(rho, square, rest, f32x4.mul(g, g)), lone);
  write(updates + at, blend(rho, update, rest, f32x4.mul(change, change)), lone);
  write(out + at, f32x4.add(f32x4.mul(change, negativeRate), read(value + at, lone)), lone);
}

/** @param rest 1 - rho, taken in float64. */
export function adadelta(
  value: usize, gradient: usize, out: usize, length: i32, squares: usize, updates: usize, negativeRate: f32,
  rho: f32, rest: f32, epsilon: f32,
): void {
  const rate = f32x4.splat(negativeRate), p = f32x4.splat(rho), r = f32x4.splat(rest), e = f32x4.splat(epsilon);
  const whole = wholeBytes(length);
  const end = <usize>length << 2;
  let at: usize = 0;
  for (; at < whole; at += 16) adadeltaAt(at, false, value, gradient, out, squares, updates, rate, p, r, e);
  for (; at < end; at += 4) adadeltaAt(at, true, value, gradient, out, squares, updates, rate, p, r, e);
}
