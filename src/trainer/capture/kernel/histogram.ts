/** Histograms of magnitudes. */

/**
 * Counts every `stride`-th element into the 48 bins (u32) at `bins`; see HISTOGRAM_BINS for their edges.
 * `scratch` is 4 KB: four tables of the 256 exponents, because counting into one would wait for its own last store.
 */
export function histogram(data: usize, length: i32, stride: i32, bins: usize, scratch: usize): void {
  memory.fill(scratch, 0, 4096);
  memory.fill(bins, 0, 192);
  const step = <usize>stride << 2;
  const end = data + (<usize>length << 2);
  let at = data;
  while (at + 3 * step < end) {
    count(at, scratch);
    count(at + step, scratch + 1024);
    count(at + 2 * step, scratch + 2048);
    count(at + 3 * step, scratch + 3072);
    at += 4 * step;
  }
  for (; at < end; at += step) count(at, scratch);
  for (let exponent: usize = 0; exponent < 256; exponent++) {
    const table = scratch + (exponent << 2);
    const counted = load<u32>(table) + load<u32>(table, 1024) + load<u32>(table, 2048) + load<u32>(table, 3072);
    if (counted == 0) continue;
    // 2^(k-40) has the biased exponent k + 87.
    const bin = bins + (<usize>min(max(<i32>exponent - 87, 0), 47) << 2);
    store<u32>(bin, load<u32>(bin) + counted);
  }
}

// @ts-ignore: decorator
@inline
function count(at: usize, table: usize): void {
  const slot = table + ((<usize>load<u32>(at) >>> 21) & 1020);
  store<u32>(slot, load<u32>(slot) + 1);
}
