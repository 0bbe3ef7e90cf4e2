/**
 * Loops over float32 in vectors of four, and one by one for what is left over at the end. The body of such a loop is
 * written once, as an inlined function with `lone` for the second part; offsets run in bytes.
 */

/** Four elements, or for `lone` elements at the end the one at `at` in the first lane. */
// @ts-ignore: decorator
@inline
export function read(at: usize, lone: bool): v128 {
  return lone ? v128.load_zero<f32>(at) : v128.load(at);
}

// @ts-ignore: decorator
@inline
export function write(at: usize, v: v128, lone: bool): void {
  if (lone) v128.store_lane<f32>(at, v, 0);
  else v128.store(at, v);
}

/** Bytes of the elements that make up whole vectors. */
// @ts-ignore: decorator
@inline
export function wholeBytes(length: i32): usize {
  return <usize>(length & ~3) << 2;
}
