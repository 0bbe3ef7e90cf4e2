/**
 * The LSTM of tfjs over a whole sequence: gates i, f, c, o side by side in z = x W + h U + b;
 * c = f * c' + i * act(z_c), h = o * act(c).
 *
 * `gates` are [steps, batch, 4 units]: x W before the run forward, the gates' raw activations after it (see activation.ts).
 * `squashed` gets the raw act(c), [steps, batch, units]. The states `hidden` and `cells` are [steps + 1, batch, units].
 * `mask` is [steps, batch], or 0 for none. `packed` has room for the packed recurrent kernel.
 */
import { activate, cut, derive, highest, lowest } from './activation';
import { gemmPacked, packWhole } from './packed';
import { read, wholeBytes, write } from './lanes';
import { holdMasked, releaseMasked } from './sequence';

export function lstmForward(
  steps: i32, batch: i32, units: i32, gates: usize, squashed: usize, hidden: usize, cells: usize, recurrentKernel: usize, bias: usize,
  mask: usize, activation: i32, recurrentActivation: i32, packed: usize, workspace: usize,
): void {
  const row = <usize>units << 2;
  const state = <usize>batch * row;
  packWhole(false, 4 * units, units, recurrentKernel, 4 * units, packed);
  for (let step = 0; step < steps; step++) {
    const nextHidden = hidden + state, nextCells = cells + state;
    gemmPacked(batch, 4 * units, units, hidden, units, packed, gates, 4 * units, true, workspace);
    for (let sample = 0; sample < batch; sample++) {
      const z = gates + <usize>sample * 4 * row, offset = <usize>sample * row;
      activate(recurrentActivation, z, bias, 2 * units);
      activate(activation, z + 2 * row, bias ? bias + 2 * row : 0, units);
      activate(recurrentActivation, z + 3 * row, bias ? bias + 3 * row : 0, units);
      carry(z, row, units, cells + offset, nextCells + offset, squashed + offset, activation, recurrentActivation);
      activate(activation, squashed + offset, 0, units);
      expose(z + 3 * row, units, squashed + offset, nextHidden + offset, activation, recurrentActivation);
    }
    if (mask) {
      holdMasked(mask, nextHidden, hidden, batch, units);
      holdMasked(mask, nextCells, cells, batch, units);
      mask += <usize>batch << 2;
    }
    gates += 4 * state;
    squashed += state;
    hidden = nextHidden;
    cells = nextCells;
  }
}

/** c = f * c' + i * g for one sample, written twice. */
function carry(
  z: usize, row: usize, units: i32, before: usize, cells: usize, squashed: usize, activation: i32, recurrentActivation: i32,
): void {
  const low = lowest(activation), high = highest(activation);
  const lowGate = lowest(recurrentActivation), highGate = highest(recurrentActivation);
  const whole = wholeBytes(units);
  let at: usize = 0;
  for (; at < whole; at += 16) carryAt(at, false, z, row, before, cells, squashed, low, high, lowGate, highGate);
  for (; at < row; at += 4) carryAt(at, true, z, row, before, cells, squashed, low, high, lowGate, highGate);
}

// @ts-ignore: decorator
@inline
function carryAt(
  at: usize, lone: bool, z: usize, row: usize, before: usize, cells: usize, squashed: usize,
  low: v128, high: v128, lowGate: v128, highGate: v128,
): void {
  const i = cut(read(z + at, lone), lowGate, highGate);
  const f = cut(read(z + row + at, lone), lowGate, highGate);
  const g = cut(read(z + 2 * row + at, lone), low, high);
  const c = f32x4.add(f32x4.mul(f, read(before + at, lone)), f32x4.mul(i, g));
  write(cells + at, c, lone);
  write(squashed + at, c, lone);
}

/** h = o * act(c) for one sample. */
function expose(output: usize, units: i32, squashed: usize, hidden: usize, activation: i32, recurrentActivation: i32): void {
  const low = lowest(activation), high = highest(activation);
  const lowGate = lowest(recurrentActivation), highGate = highest(recurrentActivation);
  const whole = wholeBytes(units);
  const end = <usize>units << 2;
  let at: usize = 0;
  for (; at < whole; at += 16) exposeAt(at, false, output, squashed, hidden, low, high, lowGate, highGate);
  for (; at < end; at += 4) exposeAt(at, true, output, squashed, hidden, low, high, lowGate, highGate);
}

// @ts-ignore: decorator
@inline
function exposeAt(
  at: usize, lone: bool, output: usize, squashed: usize, hidden: usize, low: v128, high: v128, lowGate: v128, highGate: v128,
): void {
  const o = cut(read(output + at, lone), lowGate, highGate);
  write(hidden + at, f32x4.mul(o, cut(read(squashed + at, lone), low, high)), lone);
}

/**
 * Through the sequence from its end. `hiddenGradient`, [steps + 1, batch, units], comes with what the outputs give to each
 * state and leaves with the whole of what the cell made of it (where a sample is masked the cell made nothing, and it is 0);
 * `cellGradient`, [batch, units], comes with that of the last c and leaves with that of the first. `gateGradient`, [steps, batch, 4 units], gets dL/dz. `scratch` is [batch, units], used for masks.
 */
export function lstmBackward(
  steps: i32, batch: i32, units: i32, gates: usize, squashed: usize, cells: usize, recurrentKernel: usize, mask: usize,
  hiddenGradient: usize, cellGradient: usize, gateGradient: usize, scratch: usize, activation: i32, recurrentActivation: i32,
  packed: usize, workspace: usize,
): void {
  const row = <usize>units << 2;
  const state = <usize>batch * row;
  packWhole(true, units, 4 * units, recurrentKernel, 4 * units, packed);
  for (let step = steps - 1; step >= 0; step--) {
    const z = gates + <usize>step * 4 * state, dz = gateGradient + <usize>step * 4 * state;
    const before = hiddenGradient + <usize>step * state;
    const dh = before + state;
    if (mask) {
      const now = mask + (<usize>(step * batch) << 2);
      releaseMasked(now, dh, before, batch, units);
      memory.fill(scratch, 0, state);
      releaseMasked(now, cellGradient, scratch, batch, units);
    }
    for (let sample = 0; sample < batch; sample++) {
      const offset = <usize>sample * row;
      const zs = z + 4 * offset, dzs = dz + 4 * offset;
      const act = squashed + <usize>step * state + offset;
      open(zs, dzs, row, units, dh + offset, act, activation, recurrentActivation);
      derive(activation, act, dzs, units);
      turn(zs, dzs, row, units, cellGradient + offset, cells + <usize>step * state + offset, activation, recurrentActivation);
      derive(recurrentActivation, zs, dzs, 2 * units);
      derive(activation, zs + 2 * row, dzs + 2 * row, units);
      derive(recurrentActivation, zs + 3 * row, dzs + 3 * row, units);
    }
    if (mask) addTo(cellGradient, scratch, batch * units);
    gemmPacked(batch, units, 4 * units, dz, 4 * units, packed, before, units, true, workspace);
  }
}

/** From h = o * act(c) of one sample: dL/do in the place of o, and dL/d act(c), for now in that of i. */
function open(
  z: usize, dz: usize, row: usize, units: i32, dh: usize, squashed: usize, activation: i32, recurrentActivation: i32,
): void {
  const low = lowest(activation), high = highest(activation);
  const lowGate = lowest(recurrentActivation), highGate = highest(recurrentActivation);
  const whole = wholeBytes(units);
  let at: usize = 0;
  for (; at < whole; at += 16) openAt(at, false, z, dz, row, dh, squashed, low, high, lowGate, highGate);
  for (; at < row; at += 4) openAt(at, true, z, dz, row, dh, squashed, low, high, lowGate, highGate);
}

// @ts-ignore: decorator
@inline
function openAt(
  at: usize, lone: bool, z: usize, dz: usize, row: usize, dh: usize, squashed: usize, low: v128, high: v128, lowGate: v128, highGate: v128,
): void {
  const gradient = read(dh + at, lone);
  write(dz + 3 * row + at, f32x4.mul(gradient, cut(read(squashed + at, lone), low, high)), lone);
  write(dz + at, f32x4.mul(gradient, cut(read(z + 3 * row + at, lone), lowGate, highGate)), lone);
}

/** From c = f * c' + i * g of one sample; `dz` comes with what reaches c by way of h, in the place of i. */
function turn(
  z: usize, dz: usize, row: usize, units: i32, dc: usize, before: usize, activation: i32, recurrentActivation: i32,
): void {
  const low = lowest(activation), high = highest(activation);
  const lowGate = lowest(recurrentActivation), highGate = highest(recurrentActivation);
  const whole = wholeBytes(units);
  let at: usize = 0;
  for (; at < whole; at += 16) turnAt(at, false, z, dz, row, dc, before, low, high, lowGate, highGate);
  for (; at < row; at += 4) turnAt(at, true, z, dz, row, dc, before, low, high, lowGate, highGate);
}

// @ts-ignore: decorator
@inline
function turnAt(
  at: usize, lone: bool, z: usize, dz: usize, row: usize, dc: usize, before: usize, low: v128, high: v128, lowGate: v128, highGate: v128,
): void {
  const gradient = f32x4.add(read(dc + at, lone), read(dz + at, lone));
  const i = cut(read(z + at, lone), lowGate, highGate);
  const f = cut(read(z + row + at, lone), lowGate, highGate);
  const g = cut(read(z + 2 * row + at, lone), low, high);
  write(dz + at, f32x4.mul(gradient, g), lone);
  write(dz + row + at, f32x4.mul(gradient, read(before + at, lone)), lone);
  write(dz + 2 * row + at, f32x4.mul(gradient, i), lone);
  write(dc + at, f32x4.mul(gradient, f), lone);
}

function addTo(sum: usize, term: usize, length: i32): void {
  const whole = wholeBytes(length);
  const end = <usize>length << 2;
  let at: usize = 0;
  for (; at < whole; at += 16) write(sum + at, f32x4.add(read(sum + at, false), read(term + at, false)), false);
  for (; at < end; at += 4) write(sum + at, f32x4.add(read(sum + at, true), read(term + at, true)), true);
}
