/** Max pooling of images. WebAssembly's maximum of NaN and a number is NaN, as it should be. */
import { read, wholeBytes, write } from './lanes';

/** What to pool; the caller writes it field by field, 4 bytes each. */
@unmanaged
export class Pool {
  images: i32;
  inHeight: i32;
  inWidth: i32;
  channels: i32;
  outHeight: i32;
  outWidth: i32;
  windowHeight: i32;
  windowWidth: i32;
  strideDown: i32;
  strideAcross: i32;
  top: i32;
  left: i32;
}

/** The largest element of each window and channel; of a window that lies in the padding, minus infinity. */
export function maxPool(pool: Pool, x: usize, y: usize): void {
  const bytes = <usize>pool.channels << 2;
  for (let n = 0; n < pool.images; n++) {
    for (let i = 0; i < pool.outHeight; i++) {
      const top = i * pool.strideDown - pool.top;
      for (let j = 0; j < pool.outWidth; j++) {
        const left = j * pool.strideAcross - pool.left;
        let at: usize = 0;
        for (; at < wholeBytes(pool.channels); at += 16) write(y + at, largest(pool, x + at, top, left, false), false);
        for (; at < bytes; at += 4) write(y + at, largest(pool, x + at, top, left, true), true);
        y += bytes;
      }
    }
    x += <usize>(pool.inHeight * pool.inWidth) * bytes;
  }
}

/**
 * Adds each element of dy to that of dx where its window has its largest element: the first of equals, and a NaN before
 * all others.
 */
export function maxPoolGradient(pool: Pool, x: usize, dy: usize, dx: usize): void {
  const bytes = <usize>pool.channels << 2;
  for (let n = 0; n < pool.images; n++) {
    for (let i = 0; i < pool.outHeight; i++) {
      const top = i * pool.strideDown - pool.top;
      for (let j = 0; j < pool.outWidth; j++) {
        const left = j * pool.strideAcross - pool.left;
        let at: usize = 0;
        for (; at < wholeBytes(pool.channels); at += 16) addToLargest(pool, x + at, read(dy + at, false), dx + at, top, left, false);
        for (; at < bytes; at += 4) addToLargest(pool, x + at, read(dy + at, true), dx + at, top, left, true);
        dy += bytes;
      }
    }
    x += <usize>(pool.inHeight * pool.inWidth) * bytes;
    dx += <usize>(pool.inHeight * pool.inWidth) * bytes;
  }
}

// @ts-ignore: decorator
@inline
function largest(pool: Pool, x: usize, top: i32, left: i32, lone: bool): v128 {
  const pixel = <usize>pool.channels << 2;
  const bottom = min(pool.inHeight, top + pool.windowHeight), right = min(pool.inWidth, left + pool.windowWidth);
  let most = f32x4.splat(-Infinity);
  for (let row = max(0, top); row < bottom; row++) {
    let at = x + <usize>(row * pool.inWidth + max(0, left)) * pixel;
    for (let column = max(0, left); column < right; column++) {
      most = f32x4.max(most, read(at, lone));
      at += pixel;
    }
  }
  return most;
}

// @ts-ignore: decorator
@inline
function addToLargest(pool: Pool, x: usize, dy: v128, dx: usize, top: i32, left: i32, lone: bool): void {
  const pixel = <usize>pool.channels << 2;
  const bottom = min(pool.inHeight, top + pool.windowHeight), right = min(pool.inWidth, left + pool.windowWidth);
  const most = largest(pool, x, top, left, lone);
  let open = i32x4.splat(-1);
  for (let row = max(0, top); row < bottom; row++) {
    let at = <usize>(row * pool.inWidth + max(0, left)) * pixel;
    for (let column = max(0, left); column < right; column++) {
      const value = read(x + at, lone);
      // A NaN is the largest exactly where the largest is NaN.
      const here = v128.and(open, v128.or(f32x4.eq(value, most), f32x4.ne(value, value)));
      open = v128.andnot(open, here);
      write(dx + at, f32x4.add(read(dx + at, lone), v128.and(dy, here)), lone);
      at += pixel;
    }
  }
}
