/** What the shaders share. */

/** 32-bit words of a slot: what one workgroup writes. */
export const SLOT_WORDS = 64;
export const THREADS = 256;

/**
 * Values are bound as their bits: WGSL may assume that no float is NaN or infinite, and may flush subnormal numbers to 0.
 * Sums are taken of values scaled by a power of two near the block's largest magnitude, so that squares stay in range.
 */
export const COMMON = /* wgsl */ `
const THREADS = ${THREADS}u;
const SLOT_WORDS = ${SLOT_WORDS}u;
const MAGNITUDE = 0x7fffffffu;
const INFINITE = 0x7f800000u;

fn power_of_two(k: i32) -> f32 {
  if (k < -126) { return 0.0; }
  return bitcast<f32>(u32(min(k, 127) + 127) << 23u);
}

/** The exponent of a finite magnitude, held to where its negative is one as well. */
fn exponent_of(magnitude: u32) -> i32 {
  return clamp(i32(magnitude >> 23u) - 127, -126, 126);
}

/** A finite value times 2^-e. Next to values of that size, subnormal ones are nothing, unless e is as small as they are. */
fn scaled(bits: u32, e: i32) -> f32 {
  if (e > -100) { return bitcast<f32>(bits) * power_of_two(-e); }
  let exponent = i32((bits >> 23u) & 0xffu);
  let mantissa = bits & 0x7fffffu;
  var value: f32;
  if (exponent == 0) {
    value = f32(mantissa) * power_of_two(-149 - e);
  } else {
    value = bitcast<f32>(0x3f800000u | mantissa) * power_of_two(exponent - 127 - e);
  }
  return select(value, -value, (bits >> 31u) == 1u);
}
`;
