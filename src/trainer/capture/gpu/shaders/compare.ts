/** What an assignment changes: sums of squares of the value before and of the change. */
import { COMMON } from './common.js';

/** Words of a slot. */
export const COMPARISON = {
  beforeExponent: 0, before: 1, changeExponent: 2, change: 3,
  beforeNan: 4, beforeInfinite: 5, changeNan: 6, changeInfinite: 7, nonFinite: 8,
} as const;

/** Params: length, first slot, workgroups. */
export const COMPARE = /* wgsl */ `
${COMMON}
struct Params { length: u32, slot: u32, groups: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> results: array<u32>;
@group(0) @binding(2) var<storage, read> before: array<u32>;
@group(0) @binding(3) var<storage, read> after: array<u32>;

var<workgroup> largest: atomic<u32>;
var<workgroup> largest_change: atomic<u32>;
var<workgroup> before_nan: atomic<u32>;
var<workgroup> before_infinite: atomic<u32>;
var<workgroup> change_nan: atomic<u32>;
var<workgroup> change_infinite: atomic<u32>;
var<workgroup> after_non_finite: atomic<u32>;
var<workgroup> sums: array<vec2<f32>, THREADS>;

/** Half of the difference of two finite values, which is finite. */
fn half_change(before: u32, after: u32) -> f32 {
  return 0.5 * bitcast<f32>(after) - 0.5 * bitcast<f32>(before);
}

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3<u32>) {
  let block = (params.length + params.groups - 1u) / params.groups;
  let start = min(group.x * block, params.length);
  let end = min(start + block, params.length);

  var top = 0u;
  var top_change = 0u;
  for (var i = start + thread; i < end; i += THREADS) {
    let w = before[i] & MAGNITUDE;
    let a = after[i] & MAGNITUDE;
    if (max(w, a) < INFINITE) {
      top = max(top, w);
      top_change = max(top_change, bitcast<u32>(half_change(before[i], after[i])) & MAGNITUDE);
      continue;
    }
    if (w < INFINITE) { top = max(top, w); }
    else if (w == INFINITE) { atomicAdd(&before_infinite, 1u); }
    else { atomicAdd(&before_nan, 1u); }
    if (a >= INFINITE) { atomicAdd(&after_non_finite, 1u); }
    if (w > INFINITE || a > INFINITE || (w == INFINITE && before[i] == after[i])) { atomicAdd(&change_nan, 1u); }
    else { atomicAdd(&change_infinite, 1u); }
  }
  atomicMax(&largest, top);
  atomicMax(&largest_change, top_change);
  workgroupBarrier();

  let e = exponent_of(atomicLoad(&largest));
  let change_e = exponent_of(atomicLoad(&largest_change));
  let change_scale = power_of_two(-change_e);
  var sum = vec2<f32>(0.0);
  for (var i = start + thread; i < end; i += THREADS) {
    if ((before[i] & MAGNITUDE) < INFINITE) {
      let w = scaled(before[i], e);
      sum.x += w * w;
      if ((after[i] & MAGNITUDE) < INFINITE) {
        let d = half_change(before[i], after[i]) * change_scale;
        sum.y += d * d;
      }
    }
  }
  sums[thread] = sum;
  workgroupBarrier();
  for (var half = THREADS / 2u; half > 0u; half /= 2u) {
    if (thread < half) { sums[thread] += sums[thread + half]; }
    workgroupBarrier();
  }

  if (thread == 0u) {
    let out = (params.slot + group.x) * SLOT_WORDS;
    results[out + ${COMPARISON.beforeExponent}u] = bitcast<u32>(e);
    results[out + ${COMPARISON.before}u] = bitcast<u32>(sums[0].x);
    results[out + ${COMPARISON.changeExponent}u] = bitcast<u32>(change_e + 1);
    results[out + ${COMPARISON.change}u] = bitcast<u32>(sums[0].y);
    results[out + ${COMPARISON.beforeNan}u] = atomicLoad(&before_nan);
    results[out + ${COMPARISON.beforeInfinite}u] = atomicLoad(&before_infinite);
    results[out + ${COMPARISON.changeNan}u] = atomicLoad(&change_nan);
    results[out + ${COMPARISON.changeInfinite}u] = atomicLoad(&change_infinite);
    results[out + ${COMPARISON.nonFinite}u] = atomicLoad(&after_non_finite);
  }
}
`;
