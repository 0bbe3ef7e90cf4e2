/**
 * Squares are summed in float32 within blocks of this many elements, and in float64 from block to block. There are 16
 * additions in a row in a block, which is good to 1e-6 at worst and to 1e-7 as a rule, and takes less than half the time.
 * It is done in tame blocks only: those where no square overflows float32, and none that counts vanishes in it.
 */
export const BLOCK: i32 = 256;
export const BLOCK_BYTES: usize = 1024;

/** The largest magnitude of a tame block lies between 2^-32 and 2^56: these are the bits. */
const TAME_LOWEST: i32 = (127 - 32) << 23;
const TAME_HIGHEST: i32 = (127 + 56) << 23;

/** Told afterwards: the sum of a tame block lies between 2^-100 and 2^120. */
const TAME_LEAST_SUM: f64 = 7.888609052210118e-31;
const TAME_GREATEST_SUM: f64 = 1.329227995784916e36;

/** By the bits of the largest magnitude. */
// @ts-ignore: decorator
@inline
export function isTame(bits: i32): bool {
  return <u32>(bits - TAME_LOWEST) <= <u32>(TAME_HIGHEST - TAME_LOWEST);
}

/** By the sum of squares in float32. NaN is not tame. */
// @ts-ignore: decorator
@inline
export function wasTame(sum: f64): bool {
  return sum >= TAME_LEAST_SUM && sum <= TAME_GREATEST_SUM;
}
