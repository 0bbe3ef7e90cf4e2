/**
 * The GRU of tfjs (the reset gate before the product) over a whole sequence: gates z, r, h side by side;
 * z and r from x W + h' U + b, the candidate from x W + (r * h') U + b; h = z * h' + (1 - z) * candidate.
 *
 * `gates` are [steps, batch, 3 units]: x W before the run forward, the raw activations after it (see activation.ts).
 * `reset` gets r * h', [steps, batch, units]. The states `hidden` are [steps + 1, batch, units]. `mask` is [steps, batch],
 * or 0 for none. `packed` has room for the packed recurrent kernel.
 */
import { activate, cut, derive, highest, lowest } from './activation';
import { gemmPacked, packedLength, packWhole } from './packed';
import { read, wholeBytes, write } from './lanes';
import { holdMasked, releaseMasked } from './sequence';

export function gruForward(
  steps: i32, batch: i32, units: i32, gates: usize, reset: usize, hidden: usize, recurrentKernel: usize, bias: usize, mask: usize,
  activation: i32, recurrentActivation: i32, packed: usize, workspace: usize,
): void {
  const row = <usize>units << 2;
  const state = <usize>batch * row;
  const width = 3 * units;
  const packedOfCandidate = packed + (<usize>packedLength(2 * units, units) << 2);
  packWhole(false, 2 * units, units, recurrentKernel, width, packed);
  packWhole(false, units, units, recurrentKernel + 2 * row, width, packedOfCandidate);
  for (let step = 0; step < steps; step++) {
    const next = hidden + state;
    gemmPacked(batch, 2 * units, units, hidden, units, packed, gates, width, true, workspace);
    for (let sample = 0; sample < batch; sample++) {
      const z = gates + <usize>sample * 3 * row, offset = <usize>sample * row;
      activate(recurrentActivation, z, bias, 2 * units);
      forget(z + row, units, hidden + offset, reset + offset, recurrentActivation);
    }
    gemmPacked(batch, units, units, reset, units, packedOfCandidate, gates + 2 * row, width, true, workspace);
    for (let sample = 0; sample < batch; sample++) {
      const z = gates + <usize>sample * 3 * row, offset = <usize>sample * row;
      activate(activation, z + 2 * row, bias ? bias + 2 * row : 0, units);
      mix(z, row, units, hidden + offset, next + offset, activation, recurrentActivation);
    }
    if (mask) {
      holdMasked(mask, next, hidden, batch, units);
      mask += <usize>batch << 2;
    }
    gates += 3 * state;
    reset += state;
    hidden = next;
  }
}

/** r * h' for one sample. */
function forget(gate: usize, units: i32, hidden: usize, reset: usize, recurrentActivation: i32): void {
  const low = lowest(recurrentActivation), high = highest(recurrentActivation);
  const whole = wholeBytes(units);
  const end = <usize>units << 2;
  let at: usize = 0;
  for (; at < whole; at += 16) forgetAt(at, false, gate, hidden, reset, low, high);
  for (; at < end; at += 4) forgetAt(at, true, gate, hidden, reset, low, high);
}

// @ts-ignore: decorator
@inline
function forgetAt(at: usize, lone: bool, gate: usize, hidden: usize, reset: usize, low: v128, high: v128): void {
  write(reset + at, f32x4.mul(cut(read(gate + at, lone), low, high), read(hidden + at, lone)), lone);
}

/** z * h' + (1 - z) * candidate for one sample. */
function mix(z: usize, row: usize, units: i32, before: usize, hidden: usize, activation: i32, recurrentActivation: i32): void {
  const low = lowest(activation), high = highest(activation);
  const lowGate = lowest(recurrentActivation), highGate = highest(recurrentActivation);
  const whole = wholeBytes(units);
  let at: usize = 0;
  for (; at < whole; at += 16) mixAt(at, false, z, row, before, hidden, low, high, lowGate, highGate);
  for (; at < row; at += 4) mixAt(at, true, z, row, before, hidden, low, high, lowGate, highGate);
}

// @ts-ignore: decorator
@inline
function mixAt(
  at: usize, lone: bool, z: usize, row: usize, before: usize, hidden: usize, low: v128, high: v128, lowGate: v128, highGate: v128,
): void {
  const update = cut(read(z + at, lone), lowGate, highGate);
  const candidate = cut(read(z + 2 * row + at, lone), low, high);
  const fresh = f32x4.mul(f32x4.sub(f32x4.splat(1), update), candidate);
  write(hidden + at, f32x4.add(f32x4.mul(update, read(before + at, lone)), fresh), lone);
}

/**
 * Through the sequence from its end. `hiddenGradient`, [steps + 1, batch, units], comes with what the outputs give to each
 * state and leaves with the whole of what the cell made of it (where a sample is masked the cell made nothing, and it is 0).
 * `gateGradient`, [steps, batch, 3 units], gets dL/d(gates before activation). `resetGradient` is scratch, [batch, units].
 */
export function gruBackward(
  steps: i32, batch: i32, units: i32, gates: usize, hidden: usize, recurrentKernel: usize, mask: usize,
  hiddenGradient: usize, gateGradient: usize, resetGradient: usize, activation: i32, recurrentActivation: i32, packed: usize, workspace: usize,
): void {
  const row = <usize>units << 2;
  const state = <usize>batch * row;
  const width = 3 * units;
  const packedOfCandidate = packed + (<usize>packedLength(units, 2 * units) << 2);
  packWhole(true, units, 2 * units, recurrentKernel, width, packed);
  packWhole(true, units, units, recurrentKernel + 2 * row, width, packedOfCandidate);
  for (let step = steps - 1; step >= 0; step--) {
    const z = gates + <usize>step * 3 * state, dz = gateGradient + <usize>step * 3 * state;
    const h = hidden + <usize>step * state;
    const before = hiddenGradient + <usize>step * state;
    const dh = before + state;
    if (mask) releaseMasked(mask + (<usize>(step * batch) << 2), dh, before, batch, units);
    for (let sample = 0; sample < batch; sample++) {
      const offset = <usize>sample * row;
      const zs = z + 3 * offset, dzs = dz + 3 * offset;
      separate(zs, dzs, row, units, dh + offset, h + offset, before + offset, activation, recurrentActivation);
      derive(activation, zs + 2 * row, dzs + 2 * row, units);
    }
    gemmPacked(batch, units, units, dz + 2 * row, width, packedOfCandidate, resetGradient, units, false, workspace);
    for (let sample = 0; sample < batch; sample++) {
      const offset = <usize>sample * row;
      const zs = z + 3 * offset, dzs = dz + 3 * offset;
      recall(zs + row, dzs + row, units, resetGradient + offset, h + offset, before + offset, recurrentActivation);
      derive(recurrentActivation, zs, dzs, 2 * units);
    }
    gemmPacked(batch, units, 2 * units, dz, width, packed, before, units, true, workspace);
  }
}

/** From h = z * h' + (1 - z) * candidate of one sample. */
function separate(
  z: usize, dz: usize, row: usize, units: i32, dh: usize, hidden: usize, before: usize, activation: i32, recurrentActivation: i32,
): void {
  const low = lowest(activation), high = highest(activation);
  const lowGate = lowest(recurrentActivation), highGate = highest(recurrentActivation);
  const whole = wholeBytes(units);
  let at: usize = 0;
  for (; at < whole; at += 16) separateAt(at, false, z, dz, row, dh, hidden, before, low, high, lowGate, highGate);
  for (; at < row; at += 4) separateAt(at, true, z, dz, row, dh, hidden, before, low, high, lowGate, highGate);
}

// @ts-ignore: decorator
@inline
function separateAt(
  at: usize, lone: bool, z: usize, dz: usize, row: usize, dh: usize, hidden: usize, before: usize,
  low: v128, high: v128, lowGate: v128, highGate: v128,
): void {
  const gradient = read(dh + at, lone);
  const update = cut(read(z + at, lone), lowGate, highGate);
  const candidate = cut(read(z + 2 * row + at, lone), low, high);
  write(dz + at, f32x4.mul(gradient, f32x4.sub(read(hidden + at, lone), candidate)), lone);
  write(dz + 2 * row + at, f32x4.mul(gradient, f32x4.sub(f32x4.splat(1), update)), lone);
  write(before + at, f32x4.add(read(before + at, lone), f32x4.mul(gradient, update)), lone);
}

/** From r * h' of one sample. */
function recall(gate: usize, gateGradient: usize, units: i32, gradient: usize, hidden: usize, before: usize, recurrentActivation: i32): void {
  const low = lowest(recurrentActivation), high = highest(recurrentActivation);
  const whole = wholeBytes(units);
  const end = <usize>units << 2;
  let at: usize = 0;
  for (; at < whole; at += 16) recallAt(at, false, gate, gateGradient, gradient, hidden, before, low, high);
  for (; at < end; at += 4) recallAt(at, true, gate, gateGradient, gradient, hidden, before, low, high);
}

// @ts-ignore: decorator
@inline
function recallAt(
  at: usize, lone: bool, gate: usize, gateGradient: usize, gradient: usize, hidden: usize, before: usize, low: v128, high: v128,
): void {
  const g = read(gradient + at, lone);
  write(gateGradient + at, f32x4.mul(g, read(hidden + at, lone)), lone);
  write(before + at, f32x4.add(read(before + at, lone), f32x4.mul(g, cut(read(gate + at, lone), low, high))), lone);
}
