/**
 * The simple recurrence of tfjs over a whole sequence: h = act(x W + h' U + b).
 *
 * `results` are [steps, batch, units]: x W before the run forward, the raw activations after it (see activation.ts). The
 * states `hidden` are [steps + 1, batch, units]. `mask` is [steps, batch], or 0 for none.
 * `packed` has room for the packed recurrent kernel.
 */
import { activate, cut, derive, highest, lowest } from './activation';
import { gemmPacked, packWhole } from './packed';
import { read, wholeBytes, write } from './lanes';
import { holdMasked, releaseMasked } from './sequence';

export function simpleRnnForward(
  steps: i32, batch: i32, units: i32, results: usize, hidden: usize, recurrentKernel: usize, bias: usize, mask: usize,
  activation: i32, packed: usize, workspace: usize,
): void {
  const row = <usize>units << 2;
  const state = <usize>batch * row;
  const low = lowest(activation), high = highest(activation);
  const length = batch * units;
  const whole = wholeBytes(length);
  packWhole(false, units, units, recurrentKernel, units, packed);
  for (let step = 0; step < steps; step++) {
    const next = hidden + state;
    gemmPacked(batch, units, units, hidden, units, packed, results, units, true, workspace);
    for (let sample = 0; sample < batch; sample++) activate(activation, results + <usize>sample * row, bias, units);
    let at: usize = 0;
    for (; at < whole; at += 16) write(next + at, cut(read(results + at, false), low, high), false);
    for (; at < state; at += 4) write(next + at, cut(read(results + at, true), low, high), true);
    if (mask) {
      holdMasked(mask, next, hidden, batch, units);
      mask += <usize>batch << 2;
    }
    results += state;
    hidden = next;
  }
}

/**
 * Through the sequence from its end. `hiddenGradient`, [steps + 1, batch, units], comes with what the outputs give to each
 * state and leaves with the whole of what the cell made of it (where a sample is masked the cell made nothing, and it is 0).
 * `resultGradient`, [steps, batch, units], gets dL/d(x W + h' U + b).
 */
export function simpleRnnBackward(
  steps: i32, batch: i32, units: i32, results: usize, recurrentKernel: usize, mask: usize, hiddenGradient: usize, resultGradient: usize,
  activation: i32, packed: usize, workspace: usize,
): void {
  const state = <usize>(batch * units) << 2;
  packWhole(true, units, units, recurrentKernel, units, packed);
  for (let step = steps - 1; step >= 0; step--) {
    const offset = <usize>step * state;
    const before = hiddenGradient + offset;
    const dh = before + state;
    if (mask) releaseMasked(mask + (<usize>(step * batch) << 2), dh, before, batch, units);
    memory.copy(resultGradient + offset, dh, state);
    derive(activation, results + offset, resultGradient + offset, batch * units);
    gemmPacked(batch, units, units, resultGradient + offset, units, packed, before, units, true, workspace);
  }
}
