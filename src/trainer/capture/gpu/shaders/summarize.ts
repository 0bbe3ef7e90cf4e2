/** One pass for the extremes, counts and the histogram, one for the sums; each workgroup takes a block of the tensor. */
import { HISTOGRAM_BINS } from '../../../../shared/statistics.js';
import { COMMON } from './common.js';

/** Words of a slot. The first element of the block is the origin of the deviations. */
export const SUMMARY = {
  exponent: 0, sum: 1, squares: 2, deviations: 3, squaredDeviations: 4, origin: 5, finite: 6,
  zeros: 7, nan: 8, positiveInfinite: 9, negativeInfinite: 10, outside: 11, max: 12, bins: 16,
} as const;

/** Params: length, first slot, lowest and highest as ordered keys, stride of the histogram (0: none), workgroups. */
export const SUMMARIZE = /* wgsl */ `
${COMMON}
struct Params { length: u32, slot: u32, lowest: u32, highest: u32, stride: u32, groups: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> results: array<u32>;
@group(0) @binding(2) var<storage, read> values: array<u32>;

var<workgroup> bins: array<atomic<u32>, ${HISTOGRAM_BINS}>;
var<workgroup> zeros: atomic<u32>;
var<workgroup> nan: atomic<u32>;
var<workgroup> positive_infinite: atomic<u32>;
var<workgroup> negative_infinite: atomic<u32>;
var<workgroup> outside: atomic<u32>;
var<workgroup> largest: atomic<u32>;
var<workgroup> largest_finite: atomic<u32>;
var<workgroup> sums: array<vec4<f32>, THREADS>;

/** Unsigned numbers in the order of the floats; both zeros are one. */
fn key(bits: u32) -> u32 {
  if ((bits & MAGNITUDE) == 0u) { return 0x80000000u; }
  return select(bits | 0x80000000u, ~bits, (bits >> 31u) == 1u);
}

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3<u32>) {
  let block = (params.length + params.groups - 1u) / params.groups;
  let start = min(group.x * block, params.length);
  let end = min(start + block, params.length);

  var zero_count = 0u;
  var outside_count = 0u;
  var top = 0u;
  var top_finite = 0u;
  for (var i = start + thread; i < end; i += THREADS) {
    let bits = values[i];
    let magnitude = bits & MAGNITUDE;
    top = max(top, magnitude);
    if (magnitude > INFINITE) {
      atomicAdd(&nan, 1u);
    } else {
      let place = key(bits);
      if (place < params.lowest || place > params.highest) { outside_count += 1u; }
      if (magnitude == 0u) { zero_count += 1u; }
      if (magnitude < INFINITE) { top_finite = max(top_finite, magnitude); }
      else if (bits == INFINITE) { atomicAdd(&positive_infinite, 1u); }
      else { atomicAdd(&negative_infinite, 1u); }
    }
  }
  if (params.stride > 0u) {
    let first = (start + params.stride - 1u) / params.stride;
    for (var i = (first + thread) * params.stride; i < end; i += THREADS * params.stride) {
      // 2^(k-40) has the biased exponent k + 87.
      atomicAdd(&bins[clamp(i32((values[i] & MAGNITUDE) >> 23u) - 87, 0, ${HISTOGRAM_BINS - 1})], 1u);
    }
  }
  atomicAdd(&zeros, zero_count);
  atomicAdd(&outside, outside_count);
  atomicMax(&largest, top);
  atomicMax(&largest_finite, top_finite);
  workgroupBarrier();

  let e = exponent_of(atomicLoad(&largest_finite));
  var origin = 0.0;
  if (start < end && (values[start] & MAGNITUDE) < INFINITE) { origin = scaled(values[start], e); }
  var sum = vec4<f32>(0.0);
  for (var i = start + thread; i < end; i += THREADS) {
    let bits = values[i];
    if ((bits & MAGNITUDE) < INFINITE) {
      let y = scaled(bits, e);
      let d = y - origin;
      sum += vec4<f32>(y, y * y, d, d * d);
    }
  }
  sums[thread] = sum;
  workgroupBarrier();
  for (var half = THREADS / 2u; half > 0u; half /= 2u) {
    if (thread < half) { sums[thread] += sums[thread + half]; }
    workgroupBarrier();
  }

  let out = (params.slot + group.x) * SLOT_WORDS;
  if (thread == 0u) {
    results[out + ${SUMMARY.exponent}u] = bitcast<u32>(e);
    results[out + ${SUMMARY.sum}u] = bitcast<u32>(sums[0].x);
    results[out + ${SUMMARY.squares}u] = bitcast<u32>(sums[0].y);
    results[out + ${SUMMARY.deviations}u] = bitcast<u32>(sums[0].z);
    results[out + ${SUMMARY.squaredDeviations}u] = bitcast<u32>(sums[0].w);
    results[out + ${SUMMARY.origin}u] = bitcast<u32>(origin);
    results[out + ${SUMMARY.finite}u] = end - start - atomicLoad(&nan) - atomicLoad(&positive_infinite) - atomicLoad(&negative_infinite);
    results[out + ${SUMMARY.zeros}u] = atomicLoad(&zeros);
    results[out + ${SUMMARY.nan}u] = atomicLoad(&nan);
    results[out + ${SUMMARY.positiveInfinite}u] = atomicLoad(&positive_infinite);
    results[out + ${SUMMARY.negativeInfinite}u] = atomicLoad(&negative_infinite);
    results[out + ${SUMMARY.outside}u] = atomicLoad(&outside);
    results[out + ${SUMMARY.max}u] = atomicLoad(&largest);
  }
  if (thread < ${HISTOGRAM_BINS}u) { results[out + ${SUMMARY.bins}u + thread] = atomicLoad(&bins[thread]); }
}
`;
