/** Gradients of depthwise convolutions, on windows as in convolution.ts. The loops run over four channels at once. */
import { addTo } from './blocks';
import { Target, Windows } from './convolution';
import { read, wholeBytes, write } from './lanes';
import { madd } from './madd';

/**
 * The gradient of the input: for each window of dy and each of the input's channels (`columns`), the sum over taps and
 * over the `channels / columns` outputs of that channel of dy times filter. Of the target's steps through the filter those
 * between taps count; a tap's channels are contiguous.
 */
export function depthwiseInputGradient(windows: Windows, target: Target): void {
  const multiplier = windows.channels / windows.columns;
  for (let n = 0; n < windows.images; n++) {
    for (let y = 0; y < windows.height; y++) {
      for (let x = 0; x < windows.width; x++) {
        const window = windows.image + n * windows.imageStep + y * windows.down + x * windows.across;
        const result = target.result + n * target.imageStep + y * target.down + x * target.across;
        if (multiplier == 1) sumOverTaps(windows, target, window, result);
        else sumOverOutputs(windows, target, multiplier, window, result);
      }
    }
  }
}

function sumOverTaps(windows: Windows, target: Target, window: usize, result: usize): void {
  const bytes = <usize>windows.columns << 2;
  let c: usize = 0;
  for (; c < wholeBytes(windows.columns); c += 16) write(result + c, sumOfTaps(windows, target, window + c, target.filter + c, false), false);
  for (; c < bytes; c += 4) write(result + c, sumOfTaps(windows, target, window + c, target.filter + c, true), true);
}

// @ts-ignore: decorator
@inline
function sumOfTaps(windows: Windows, target: Target, image: usize, filter: usize, lone: bool): v128 {
  let sum = f32x4.splat(0);
  for (let r = 0; r < windows.tapsDown; r++) {
    let at = image + r * windows.tapDown;
    let weight = filter + r * target.tapDown;
    for (let s = 0; s < windows.tapsAcross; s++) {
      sum = madd(read(at, lone), read(weight, lone), sum);
      at += windows.tapAcross;
      weight += target.tapAcross;
    }
  }
  return sum;
}

function sumOverOutputs(windows: Windows, target: Target, multiplier: i32, window: usize, result: usize): void {
  for (let c = 0; c < windows.columns; c++) {
    let sum: f32 = 0;
    for (let m = 0; m < multiplier; m++) {
      const output = <usize>(c * multiplier + m) << 2;
      sum += f32x4.extract_lane(sumOfTaps(windows, target, window + output, target.filter + output, true), 0);
    }
    store<f32>(result + (<usize>c << 2), sum);
  }
}

/**
 * Adds to `sums`, the filter's gradient [taps down, taps across, columns]. dy has `columns` elements for each window, which
 * are `columns / channels` outputs of each channel. `ofImage` has the size of `sums`: what one image adds is summed up on
 * its own, which keeps the precision of sums over many windows.
 */
export function depthwiseFilterGradient(windows: Windows, dy: usize, sums: usize, ofImage: usize): void {
  const multiplier = windows.columns / windows.channels;
  const row = <usize>(windows.width * windows.columns) << 2;
  const size = windows.tapsDown * windows.tapsAcross * windows.columns;
  for (let n = 0; n < windows.images; n++) {
    memory.fill(ofImage, 0, <usize>size << 2);
    for (let y = 0; y < windows.height; y++) {
      let tap = ofImage;
      for (let r = 0; r < windows.tapsDown; r++) {
        for (let s = 0; s < windows.tapsAcross; s++) {
          const image = windows.image + n * windows.imageStep + y * windows.down + r * windows.tapDown + s * windows.tapAcross;
          if (multiplier == 1) addRowOfWindows(windows, image, dy, tap);
          else addRowOfOutputs(windows, multiplier, image, dy, tap);
          tap += <usize>windows.columns << 2;
        }
      }
      dy += row;
    }
    addTo(sums, ofImage, size);
  }
}

/** One tap, one row of windows. */
function addRowOfWindows(windows: Windows, image: usize, dy: usize, sums: usize): void {
  const bytes = <usize>windows.columns << 2;
  let c: usize = 0;
  for (; c < wholeBytes(windows.columns); c += 16) addProducts(windows, image + c, dy + c, sums + c, false);
  for (; c < bytes; c += 4) addProducts(windows, image + c, dy + c, sums + c, true);
}

// @ts-ignore: decorator
@inline
function addProducts(windows: Windows, image: usize, dy: usize, sums: usize, lone: bool): void {
  const step = <usize>windows.columns << 2;
  let sum = f32x4.splat(0);
  for (let x = 0; x < windows.width; x++) {
    sum = madd(read(image, lone), read(dy, lone), sum);
    image += windows.across;
    dy += step;
  }
  write(sums, f32x4.add(read(sums, lone), sum), lone);
}

function addRowOfOutputs(windows: Windows, multiplier: i32, image: usize, dy: usize, sums: usize): void {
  for (let c = 0; c < windows.columns; c++) {
    addProducts(windows, image + (<usize>(c / multiplier) << 2), dy + (<usize>c << 2), sums + (<usize>c << 2), true);
  }
}
