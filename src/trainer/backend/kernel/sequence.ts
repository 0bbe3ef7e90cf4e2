/**
 * What the recurrent kernels share. They run over sequences that lie time step by time step, [steps, batch, width]; states
 * have one more step than the sequence, the first of them what the layer starts from.
 */
import { read, wholeBytes, write } from './lanes';

/**
 * Between [batch, steps, width] and the order of the kernels: writes [steps, batch, width], or from there to
 * [batch, steps, width] where `back` is set; with `backwards` the kernels' first step is the last of the other side.
 */
export function reorder(from: usize, to: usize, batch: i32, steps: i32, width: i32, backwards: bool, back: bool): void {
  const row = <usize>width << 2;
  for (let step = 0; step < steps; step++) {
    const time = backwards ? steps - 1 - step : step;
    for (let sample = 0; sample < batch; sample++) {
      const inner = <usize>(step * batch + sample) * row, outer = <usize>(sample * steps + time) * row;
      if (back) copyRow(to + outer, from + inner, width);
      else copyRow(to + inner, from + outer, width);
    }
  }
}

// @ts-ignore: decorator
@inline
function copyRow(to: usize, from: usize, width: i32): void {
  const whole = wholeBytes(width);
  const end = <usize>width << 2;
  let at: usize = 0;
  for (; at < whole; at += 16) write(to + at, read(from + at, false), false);
  for (; at < end; at += 4) write(to + at, read(from + at, true), true);
}

/**
 * Where a sample is masked, its state stays what it was: state = mask * state + (1 - mask) * before, row by row. tfjs
 * computes it like that, so that NaN goes on here as there.
 */
export function holdMasked(mask: usize, state: usize, before: usize, batch: i32, units: i32): void {
  for (let sample = 0; sample < batch; sample++) {
    const m = load<f32>(mask + (<usize>sample << 2));
    const keep = f32x4.splat(m), hold = f32x4.splat(1 - m);
    const offset = <usize>(sample * units) << 2;
    const whole = offset + wholeBytes(units);
    const end = offset + (<usize>units << 2);
    let at = offset;
    for (; at < whole; at += 16) holdAt(at, false, state, before, keep, hold);
    for (; at < end; at += 4) holdAt(at, true, state, before, keep, hold);
  }
}

// @ts-ignore: decorator
@inline
function holdAt(at: usize, lone: bool, state: usize, before: usize, keep: v128, hold: v128): void {
  write(state + at, f32x4.add(f32x4.mul(read(state + at, lone), keep), f32x4.mul(read(before + at, lone), hold)), lone);
}

/**
 * The way back through `holdMasked`: adds (1 - mask) * gradient to `before`, the gradient of the state before, and leaves
 * mask * gradient, that of what the cell made.
 */
export function releaseMasked(mask: usize, gradient: usize, before: usize, batch: i32, units: i32): void {
  for (let sample = 0; sample < batch; sample++) {
    const m = load<f32>(mask + (<usize>sample << 2));
    const keep = f32x4.splat(m), hold = f32x4.splat(1 - m);
    const offset = <usize>(sample * units) << 2;
    const whole = offset + wholeBytes(units);
    const end = offset + (<usize>units << 2);
    let at = offset;
    for (; at < whole; at += 16) releaseAt(at, false, gradient, before, keep, hold);
    for (; at < end; at += 4) releaseAt(at, true, gradient, before, keep, hold);
  }
}

// @ts-ignore: decorator
@inline
function releaseAt(at: usize, lone: bool, gradient: usize, before: usize, keep: v128, hold: v128): void {
  const g = read(gradient + at, lone);
  write(before + at, f32x4.add(read(before + at, lone), f32x4.mul(g, hold)), lone);
  write(gradient + at, f32x4.mul(g, keep), lone);
}
