/**
 * Units of an output, looked at as rows x units: first sums over the rows of a chunk, unit by unit; then the chunks of
 * each unit folded, with its history, and all units summed.
 */
import { COMMON } from './common.js';

/** Words of a slot. */
export const UNITS = { exponent: 0, deviations: 1, silent: 2, dead: 3 } as const;

/** Params: rows, units, units side by side in a workgroup (a power of two), rows of a chunk. */
export const SUM_ROWS = /* wgsl */ `
${COMMON}
struct Params { rows: u32, units: u32, width: u32, chunk: u32 }
@group(0) @binding(0) var<uniform> params: Params;
/** For each chunk and unit: sum and sum of squares of the deviations from the first row, their exponent, any bit set. */
@group(0) @binding(1) var<storage, read_write> partials: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> values: array<u32>;

var<workgroup> largest: atomic<u32>;
var<workgroup> sums: array<vec2<f32>, THREADS>;
var<workgroup> bits_set: array<u32, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3<u32>) {
  let lanes = THREADS / params.width;
  let lane = thread / params.width;
  let unit = group.x * params.width + thread % params.width;
  let start = group.y * params.chunk + lane;
  // Threads beyond the last unit have no rows.
  let end = select(0u, min((group.y + 1u) * params.chunk, params.rows), unit < params.units);

  var any_bit = 0u;
  var top = 0u;
  for (var row = start; row < end; row += lanes) {
    let magnitude = values[row * params.units + unit] & MAGNITUDE;
    any_bit |= magnitude;
    if (magnitude < INFINITE) { top = max(top, magnitude); }
  }
  var first = 0u;
  if (unit < params.units) { first = values[unit]; }
  let has_origin = (first & MAGNITUDE) < INFINITE;
  if (has_origin) { top = max(top, first & MAGNITUDE); }
  atomicMax(&largest, top);
  workgroupBarrier();

  let e = exponent_of(atomicLoad(&largest));
  var origin = 0.0;
  if (has_origin) { origin = scaled(first, e); }
  var sum = vec2<f32>(0.0);
  for (var row = start; row < end; row += lanes) {
    let bits = values[row * params.units + unit];
    if ((bits & MAGNITUDE) < INFINITE) {
      let d = scaled(bits, e) - origin;
      sum += vec2<f32>(d, d * d);
    }
  }
  sums[thread] = sum;
  bits_set[thread] = any_bit;
  workgroupBarrier();

  if (lane == 0u && unit < params.units) {
    for (var other = 1u; other < lanes; other += 1u) {
      sum += sums[thread + other * params.width];
      any_bit |= bits_set[thread + other * params.width];
    }
    partials[group.y * params.units + unit] = vec4<u32>(bitcast<u32>(sum.x), bitcast<u32>(sum.y), bitcast<u32>(e), any_bit);
  }
}
`;

/** Params: rows, units, chunks, workgroups, first slot, number of the capture, window of the dead. */
export const FOLD_UNITS = /* wgsl */ `
${COMMON}
struct Params { rows: u32, units: u32, chunks: u32, groups: u32, slot: u32, now: i32, window: i32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> results: array<u32>;
@group(0) @binding(2) var<storage, read> partials: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read_write> last_active: array<i32>;

const BIAS = 1000;
var<workgroup> largest: atomic<u32>;
var<workgroup> silent: atomic<u32>;
var<workgroup> dead: atomic<u32>;
var<workgroup> sums: array<f32, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3<u32>) {
  var sum = 0.0;
  var sum_e = -126;
  for (var unit = group.x * THREADS + thread; unit < params.units; unit += params.groups * THREADS) {
    var e = -126;
    var any_bit = 0u;
    for (var chunk = 0u; chunk < params.chunks; chunk += 1u) {
      let partial = partials[chunk * params.units + unit];
      e = max(e, bitcast<i32>(partial.z));
      any_bit |= partial.w;
    }
    var total = vec2<f32>(0.0);
    for (var chunk = 0u; chunk < params.chunks; chunk += 1u) {
      let partial = partials[chunk * params.units + unit];
      let factor = power_of_two(bitcast<i32>(partial.z) - e);
      total += vec2<f32>(bitcast<f32>(partial.x) * factor, bitcast<f32>(partial.y) * factor * factor);
    }
    let mean = total / f32(params.rows);
    let deviation = sqrt(max(mean.y - mean.x * mean.x, 0.0));
    let higher = max(e, sum_e);
    sum = sum * power_of_two(sum_e - higher) + deviation * power_of_two(e - higher);
    sum_e = higher;

    if (any_bit != 0u) { last_active[unit] = params.now; }
    let age = params.now - last_active[unit];
    if (age > 0) { atomicAdd(&silent, 1u); }
    if (age >= params.window) { atomicAdd(&dead, 1u); }
  }
  atomicMax(&largest, u32(sum_e + BIAS));
  workgroupBarrier();

  let e = i32(atomicLoad(&largest)) - BIAS;
  sums[thread] = sum * power_of_two(sum_e - e);
  workgroupBarrier();
  for (var half = THREADS / 2u; half > 0u; half /= 2u) {
    if (thread < half) { sums[thread] += sums[thread + half]; }
    workgroupBarrier();
  }
  if (thread == 0u) {
    let out = (params.slot + group.x) * SLOT_WORDS;
    results[out + ${UNITS.exponent}u] = bitcast<u32>(e);
    results[out + ${UNITS.deviations}u] = bitcast<u32>(sums[0]);
    results[out + ${UNITS.silent}u] = atomicLoad(&silent);
    results[out + ${UNITS.dead}u] = atomicLoad(&dead);
  }
}
`;
