// @ts-ignore: decorator
@inline
/** a * b + c, rounded once where the build has relaxed SIMD and the machine has the instruction, else twice. */
export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}
