/** One pass over a variable and its next value. */
import { BLOCK_BYTES, wasTame } from './blocks';
import { countNonFinite, high, low, sumOfFloats, sumOfLanes } from './lanes';

/** What a block adds to the sums of `compare`. */
let oldSquares: f64 = 0;
let changeSquares: f64 = 0;

/**
 * Writes three float64: sum of squares of `before`, of `after - before`, and the non-finite elements of `after`.
 * Whether a block is tame is known when it is summed; after one that is not, the next is not tried.
 */
export function compare(before: usize, after: usize, length: i32, out: usize): void {
  const byteLength = <usize>length << 2;
  let old: f64 = 0, change: f64 = 0;
  let tame = true;
  let at: usize = 0;
  for (; at + BLOCK_BYTES <= byteLength; at += BLOCK_BYTES) {
    if (tame) {
      compareTame(before + at, after + at);
      tame = wereTame();
    }
    if (!tame) {
      compareWide(before + at, after + at, BLOCK_BYTES);
      tame = wereTame();
    }
    old += oldSquares;
    change += changeSquares;
  }
  compareWide(before + at, after + at, byteLength - at);
  old += oldSquares;
  change += changeSquares;
  store<f64>(out, old);
  store<f64>(out, change, 8);
  // In float64 squares of finite numbers stay finite.
  store<f64>(out, change - change == 0 ? 0 : <f64>countNonFinite(after, length), 16);
}

// @ts-ignore: decorator
@inline
function wereTame(): bool {
  return wasTame(oldSquares) && wasTame(changeSquares);
}

// @ts-ignore: decorator
@inline
function compareTame(before: usize, after: usize): void {
  let old0 = f32x4.splat(0), old1 = f32x4.splat(0), old2 = f32x4.splat(0), old3 = f32x4.splat(0);
  let change0 = f32x4.splat(0), change1 = f32x4.splat(0), change2 = f32x4.splat(0), change3 = f32x4.splat(0);
  for (let at: usize = 0; at < BLOCK_BYTES; at += 64) {
    const w0 = v128.load(before + at), w1 = v128.load(before + at, 16), w2 = v128.load(before + at, 32), w3 = v128.load(before + at, 48);
    const d0 = f32x4.sub(v128.load(after + at), w0), d1 = f32x4.sub(v128.load(after + at, 16), w1);
    const d2 = f32x4.sub(v128.load(after + at, 32), w2), d3 = f32x4.sub(v128.load(after + at, 48), w3);
    old0 = f32x4.add(old0, f32x4.mul(w0, w0));
    old1 = f32x4.add(old1, f32x4.mul(w1, w1));
    old2 = f32x4.add(old2, f32x4.mul(w2, w2));
    old3 = f32x4.add(old3, f32x4.mul(w3, w3));
    change0 = f32x4.add(change0, f32x4.mul(d0, d0));
    change1 = f32x4.add(change1, f32x4.mul(d1, d1));
    change2 = f32x4.add(change2, f32x4.mul(d2, d2));
    change3 = f32x4.add(change3, f32x4.mul(d3, d3));
  }
  oldSquares = sumOfFloats(f32x4.add(f32x4.add(old0, old1), f32x4.add(old2, old3)));
  changeSquares = sumOfFloats(f32x4.add(f32x4.add(change0, change1), f32x4.add(change2, change3)));
}

function compareWide(before: usize, after: usize, byteLength: usize): void {
  let old0 = f64x2.splat(0), old1 = f64x2.splat(0);
  let change0 = f64x2.splat(0), change1 = f64x2.splat(0);
  let at: usize = 0;
  for (; at + 16 <= byteLength; at += 16) {
    const w = v128.load(before + at), next = v128.load(after + at);
    const w0 = low(w), w1 = high(w);
    const d0 = f64x2.sub(low(next), w0), d1 = f64x2.sub(high(next), w1);
    old0 = f64x2.add(old0, f64x2.mul(w0, w0));
    old1 = f64x2.add(old1, f64x2.mul(w1, w1));
    change0 = f64x2.add(change0, f64x2.mul(d0, d0));
    change1 = f64x2.add(change1, f64x2.mul(d1, d1));
  }
  oldSquares = sumOfLanes(f64x2.add(old0, old1));
  changeSquares = sumOfLanes(f64x2.add(change0, change1));
  for (; at < byteLength; at += 4) {
    const w = <f64>load<f32>(before + at);
    const d = <f64>load<f32>(after + at) - w;
    oldSquares += w * w;
    changeSquares += d * d;
  }
}
