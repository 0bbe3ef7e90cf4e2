/**
 * Convolutions of images as matrix products whose left operand, the windows of the image laid out as rows ("im2col"), is
 * made only in the packed blocks, never as a whole.
 *
 * Padding is part of the image here: the caller hands over an image that has it. So a window's elements lie at fixed
 * distances from its first one, and those of one filter row are contiguous, unless the filter is dilated. Steps are in
 * bytes and may be negative.
 */
import { addTo, BYTES_OF_A, BYTES_OF_B, BYTES_OF_TILE, COLUMNS, DEPTH, heightOfTile, multiply, packColumns, ROWS, share } from './blocks';
import { clearOnes, copyOnes, packPanel, transposeFours, transposeTwos } from './pack';

/** What to convolve; the caller writes it field by field, 4 bytes each. */
@unmanaged
export class Windows {
  /** First element of the first window of the first image. */
  image: usize;
  imageStep: i32;
  images: i32;
  /** Windows down and across an image. */
  height: i32;
  width: i32;
  /** From a window to the next one down, and across. */
  down: i32;
  across: i32;
  /** Taps of the filter down and across, and the steps between the elements that they meet. */
  tapsDown: i32;
  tapsAcross: i32;
  tapDown: i32;
  tapAcross: i32;
  channels: i32;
  /** Length of the right operand's and the result's rows. */
  columns: i32;
}

/** Where the filter of `convolve` and its results lie. */
@unmanaged
export class Target {
  /** The element for the first tap, the first channel and the first column; steps to the next of each. */
  filter: usize;
  tapDown: i32;
  tapAcross: i32;
  channel: i32;
  column: i32;
  /** The result of the first window, `columns` contiguous elements; steps to that of the next image, and down and across. */
  result: usize;
  imageStep: i32;
  down: i32;
  across: i32;
}

/** Bytes of the addresses of windows, of which a block has as many as it has rows, or as it is deep. */
const BYTES_OF_ADDRESSES: i32 = 4 * DEPTH;

/** Bytes of workspace, for these functions and for `gemm`: blocks of A, B and C, a tile, and addresses. */
export function workspaceBytes(): i32 {
  return BYTES_OF_A + BYTES_OF_B + BYTES_OF_TILE + 2 * BYTES_OF_ADDRESSES + 4 * ROWS * COLUMNS;
}

/** The result at each window: the sum over taps and channels of the image's element times the filter's row. */
export function convolve(windows: Windows, target: Target, workspace: usize): void {
  const columns = windows.columns;
  const count = windows.images * windows.height * windows.width;
  const depthInAll = windows.tapsDown * windows.tapsAcross * windows.channels;
  const packedA = workspace, packedB = packedA + BYTES_OF_A, aside = packedB + BYTES_OF_B;
  const addresses = aside + BYTES_OF_TILE, results = addresses + BYTES_OF_ADDRESSES, block = results + BYTES_OF_ADDRESSES;
  for (let p = 0; p < depthInAll;) {
    const depth = share(depthInAll - p, DEPTH);
    for (let j = 0; j < columns;) {
      const width = min(columns - j, COLUMNS);
      packFilter(windows, target, p, depth, j, width, packedB);
      for (let i = 0; i < count;) {
        const rows = min(count - i, ROWS);
        addressesOf(windows, i, rows, windows.image, windows.imageStep, windows.down, windows.across, addresses);
        packWindows(windows, addresses, rows, p, depth, packedA);
        addressesOf(windows, i, rows, target.result, target.imageStep, target.down, target.across, results);
        if (areContiguous(results, rows, columns)) {
          multiply(rows, width, depth, packedA, packedB, load<usize>(results) + (<usize>j << 2), <usize>columns << 2, p > 0, aside);
        } else {
          multiply(rows, width, depth, packedA, packedB, block, <usize>width << 2, false, aside);
          scatter(block, results, rows, j, width, p > 0);
        }
        i += rows;
      }
      j += width;
    }
    p += depth;
  }
}

/**
 * The gradient of the filter, [tapsDown, tapsAcross, channels, columns] without gaps: for each tap and channel the sum over
 * windows of the image's element times the window's row of `dy`, of which there is one, `columns` long, for each window.
 */
export function convolveFilterGradient(windows: Windows, dy: usize, result: usize, workspace: usize): void {
  const columns = windows.columns, row: usize = <usize>columns << 2;
  const count = windows.images * windows.height * windows.width;
  const rowsInAll = windows.tapsDown * windows.tapsAcross * windows.channels;
  const packedA = workspace, packedB = packedA + BYTES_OF_A, aside = packedB + BYTES_OF_B, addresses = aside + BYTES_OF_TILE;
  for (let p = 0; p < count;) {
    const depth = share(count - p, DEPTH);
    addressesOf(windows, p, depth, windows.image, windows.imageStep, windows.down, windows.across, addresses);
    for (let j = 0; j < columns;) {
      const width = min(columns - j, COLUMNS);
      packColumns(dy + <usize>p * row + (<usize>j << 2), 4, row, depth, width, packedB);
      for (let i = 0; i < rowsInAll;) {
        const rows = min(rowsInAll - i, ROWS);
        packTaps(windows, addresses, depth, i, rows, packedA);
        multiply(rows, width, depth, packedA, packedB, result + <usize>i * row + (<usize>j << 2), row, p > 0, aside);
        i += rows;
      }
      j += width;
    }
    p += depth;
  }
}

/** Length of what is contiguous in a window: a row of the filter, or a single tap. */
// @ts-ignore: decorator
@inline
function runLength(windows: Windows): i32 {
  return windows.tapAcross == windows.channels << 2 ? windows.tapsAcross * windows.channels : windows.channels;
}

/** Distance in bytes of a window's k-th element from its first one; `run` is the length of what is contiguous. */
// @ts-ignore: decorator
@inline
function offsetInWindow(windows: Windows, k: i32, run: i32): i32 {
  const index = k / run;
  const within = (k - index * run) << 2;
  if (run > windows.channels || windows.tapsAcross == 1) return index * windows.tapDown + within;
  const down = index / windows.tapsAcross;
  return down * windows.tapDown + (index - down * windows.tapsAcross) * windows.tapAcross + within;
}

/** For `count` windows from number `first` on, where something of theirs lies that has these steps. */
function addressesOf(
  windows: Windows, first: i32, count: i32, start: usize, imageStep: i32, down: i32, across: i32, out: usize,
): void {
  const perImage = windows.height * windows.width;
  let image = first / perImage;
  let y = (first - image * perImage) / windows.width;
  let x = first - image * perImage - y * windows.width;
  for (let i = 0; i < count; i++) {
    store<usize>(out, start + image * imageStep + y * down + x * across);
    out += 4;
    if (++x < windows.width) continue;
    x = 0;
    if (++y < windows.height) continue;
    y = 0;
    image++;
  }
}

// @ts-ignore: decorator
@inline
function addressAt(addresses: usize, i: i32): usize {
  return load<usize>(addresses + (<usize>i << 2));
}

/** Whether rows of the result follow each other without a gap. */
function areContiguous(results: usize, rows: i32, columns: i32): bool {
  for (let i = 1; i < rows; i++) {
    if (addressAt(results, i) - addressAt(results, i - 1) != <usize>columns << 2) return false;
  }
  return true;
}

/** The windows at `addresses` as rows of A, elements from `first` on. */
function packWindows(windows: Windows, addresses: usize, rows: i32, first: i32, depth: i32, out: usize): void {
  const run = runLength(windows);
  for (let i = 0; i < rows;) {
    const height = heightOfTile(rows - i);
    const present = min(height, rows - i);
    for (let p = 0; p < depth;) {
      const length = min(run - (first + p) % run, depth - p);
      packRun(addresses + (<usize>i << 2), offsetInWindow(windows, first + p, run), length, present, height, out + (<usize>(p * height) << 2));
      p += length;
    }
    out += <usize>(height * depth) << 2;
    i += height;
  }
}

/** `length` contiguous elements of each of `present` windows, side by side in groups of `height`. */
function packRun(addresses: usize, offset: i32, length: i32, present: i32, height: i32, out: usize): void {
  const step = <usize>height << 2;
  let i = 0;
  for (; i + 4 <= present; i += 4) {
    transposeFours(
      addressAt(addresses, i) + offset, addressAt(addresses, i + 1) + offset, addressAt(addresses, i + 2) + offset,
      addressAt(addresses, i + 3) + offset, length, out + (<usize>i << 2), step);
  }
  for (; i + 2 <= present; i += 2) {
    transposeTwos(addressAt(addresses, i) + offset, addressAt(addresses, i + 1) + offset, length, out + (<usize>i << 2), step);
  }
  for (; i < height; i++) {
    if (i < present) copyOnes(addressAt(addresses, i) + offset, 4, length, out + (<usize>i << 2), step);
    else clearOnes(length, out + (<usize>i << 2), step);
  }
}

/** The filter's rows from `first` on, and of these `width` columns from `column` on, as columns of B. */
function packFilter(windows: Windows, target: Target, first: i32, depth: i32, column: i32, width: i32, out: usize): void {
  const channels = windows.channels;
  for (let j = 0; j < width; j += 8) {
    const start = target.filter + (column + j) * target.column;
    for (let p = 0; p < depth;) {
      const tap = (first + p) / channels;
      const channel = first + p - tap * channels;
      const length = min(channels - channel, depth - p);
      const down = tap / windows.tapsAcross;
      const from = start + down * target.tapDown + (tap - down * windows.tapsAcross) * target.tapAcross + channel * target.channel;
      packPanel(from, target.column, target.channel, length, min(8, width - j), 8, out);
      out += <usize>length << 5;
      p += length;
    }
  }
}

/** Elements `first` to `first + rows - 1` of windows as rows of A, with the windows at `addresses` along k. */
function packTaps(windows: Windows, addresses: usize, depth: i32, first: i32, rows: i32, out: usize): void {
  const run = runLength(windows);
  for (let i = 0; i < rows;) {
    const height = heightOfTile(rows - i);
    const present = min(height, rows - i);
    for (let slot = 0; slot < height;) {
      const k = first + i + slot;
      const length = slot < present ? min(run - k % run, present - slot) : height - slot;
      const to = out + (<usize>slot << 2);
      if (slot < present) gather(addresses, offsetInWindow(windows, k, run), length, depth, to, height << 2);
      else for (let empty: usize = 0; empty < <usize>length << 2; empty += 4) clearOnes(depth, to + empty, height << 2);
      slot += length;
    }
    out += <usize>(height * depth) << 2;
    i += height;
  }
}

/** `length` contiguous elements of each of `depth` windows, each window's `step` bytes after the one before. */
function gather(addresses: usize, offset: i32, length: i32, depth: i32, out: usize, step: usize): void {
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    for (let p = 0, to = out + (<usize>i << 2), from = offset + (i << 2); p < depth; p++, to += step) {
      v128.store(to, v128.load(addressAt(addresses, p) + from));
    }
  }
  for (; i + 2 <= length; i += 2) {
    for (let p = 0, to = out + (<usize>i << 2), from = offset + (i << 2); p < depth; p++, to += step) {
      store<u64>(to, load<u64>(addressAt(addresses, p) + from));
    }
  }
  for (; i < length; i++) {
    for (let p = 0, to = out + (<usize>i << 2), from = offset + (i << 2); p < depth; p++, to += step) {
      store<u32>(to, load<u32>(addressAt(addresses, p) + from));
    }
  }
}

/** Rows of a block of C to where they belong. */
function scatter(block: usize, results: usize, rows: i32, column: i32, width: i32, accumulate: bool): void {
  const bytes = <usize>width << 2;
  for (let i = 0; i < rows; i++) {
    const to = addressAt(results, i) + (<usize>column << 2);
    if (accumulate) addTo(to, block, width);
    else memory.copy(to, block, bytes);
    block += bytes;
  }
}
