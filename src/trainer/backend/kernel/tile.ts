/**
 * The innermost loops of the matrix product: a tile of the result is held in registers while k runs. 6 x 8 is the largest
 * that x64's 16 vector registers hold together with a row of B and an element of A; 4 x 8 is for what 6 leaves over.
 *
 * They only store: a function that also loads C, to add to it, makes V8 11 (Node 20) keep half of the tile on the stack,
 * and takes 1.5 times as long.
 */
import { madd } from './madd';

/** C[6 x 8] = A B: A packed in groups of 6, B in groups of 8; rows of C are `row` bytes apart. */
export function tile6(k: i32, a: usize, b: usize, c: usize, row: usize): void {
  let c0l = f32x4.splat(0), c0h = f32x4.splat(0);
  let c1l = f32x4.splat(0), c1h = f32x4.splat(0);
  let c2l = f32x4.splat(0), c2h = f32x4.splat(0);
  let c3l = f32x4.splat(0), c3h = f32x4.splat(0);
  let c4l = f32x4.splat(0), c4h = f32x4.splat(0);
  let c5l = f32x4.splat(0), c5h = f32x4.splat(0);
  for (let p = 0; p < k; p++) {
    const low = v128.load(b), high = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c0l = madd(x, low, c0l);
    c0h = madd(x, high, c0h);
    x = v128.load32_splat(a, 4);
    c1l = madd(x, low, c1l);
    c1h = madd(x, high, c1h);
    x = v128.load32_splat(a, 8);
    c2l = madd(x, low, c2l);
    c2h = madd(x, high, c2h);
    x = v128.load32_splat(a, 12);
    c3l = madd(x, low, c3l);
    c3h = madd(x, high, c3h);
    x = v128.load32_splat(a, 16);
    c4l = madd(x, low, c4l);
    c4h = madd(x, high, c4h);
    x = v128.load32_splat(a, 20);
    c5l = madd(x, low, c5l);
    c5h = madd(x, high, c5h);
    a += 24;
    b += 32;
  }
  v128.store(c, c0l);
  v128.store(c, c0h, 16);
  c += row;
  v128.store(c, c1l);
  v128.store(c, c1h, 16);
  c += row;
  v128.store(c, c2l);
  v128.store(c, c2h, 16);
  c += row;
  v128.store(c, c3l);
  v128.store(c, c3h, 16);
  c += row;
  v128.store(c, c4l);
  v128.store(c, c4h, 16);
  c += row;
  v128.store(c, c5l);
  v128.store(c, c5h, 16);
}

/** C[4 x 8] = A B: A packed in groups of 4, B in groups of 8; rows of C are `row` bytes apart. */
export function tile4(k: i32, a: usize, b: usize, c: usize, row: usize): void {
  let c0l = f32x4.splat(0), c0h = f32x4.splat(0);
  let c1l = f32x4.splat(0), c1h = f32x4.splat(0);
  let c2l = f32x4.splat(0), c2h = f32x4.splat(0);
  let c3l = f32x4.splat(0), c3h = f32x4.splat(0);
  for (let p = 0; p < k; p++) {
    const low = v128.load(b), high = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c0l = madd(x, low, c0l);
    c0h = madd(x, high, c0h);
    x = v128.load32_splat(a, 4);
    c1l = madd(x, low, c1l);
    c1h = madd(x, high, c1h);
    x = v128.load32_splat(a, 8);
    c2l = madd(x, low, c2l);
    c2h = madd(x, high, c2h);
    x = v128.load32_splat(a, 12);
    c3l = madd(x, low, c3l);
    c3h = madd(x, high, c3h);
    a += 16;
    b += 32;
  }
  v128.store(c, c0l);
  v128.store(c, c0h, 16);
  c += row;
  v128.store(c, c1l);
  v128.store(c, c1h, 16);
  c += row;
  v128.store(c, c2l);
  v128.store(c, c2h, 16);
  c += row;
  v128.store(c, c3l);
  v128.store(c, c3h, 16);
}
