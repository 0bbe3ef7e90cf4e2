/** From cells to colours: the scale of a quantity, fitted to the run. */
import { interpolateCividis, interpolateLab, interpolateViridis, rgb } from 'd3';
import type { Theme } from '../common/theme.js';
import { NON_FINITE, type Quantity } from '../common/quantities.js';

/** Magnitudes are counted by the upper half of their bits as 32-bit floats: exponent and seven bits of the fraction. */
const BINS = 0x7f80;

/** At most 1 % of the cells on either side may lie beyond the ends of the scale. */
const CUT = 0.01;

const BITS = new Uint32Array(1);
const FLOAT = new Float32Array(BITS.buffer);

/** Healthy update-to-weight ratio, and how many decades to either side are told apart. */
const HEALTHY_RATIO_DECADE = -3;
const RATIO_DECADES = 3;

/** Grows with the cells of a run so that whole decades cover nearly all of them; never shrinks, so colours do not flicker. */
export class MagnitudeRange {
  /** Ends in decades: 10^low to 10^high. */
  low = Infinity;
  high = -Infinity;
  /** Whether cells lie beyond the ends. */
  cutBelow = false;
  cutAbove = false;
  private readonly counts = new Uint32Array(BINS);
  private total = 0;

  add(cell: number): void {
    if (!(cell > 0) || cell === NON_FINITE) return;
    FLOAT[0] = cell;
    this.counts[BITS[0]! >>> 16]!++;
    this.total++;
  }

  /** Call after a batch of `add`s. */
  fit(): void {
    if (this.total === 0) return;
    const allowed = this.total * CUT;
    this.low = Math.min(this.low, Math.floor(decadeOf(firstBin(this.counts, allowed, 1))));
    this.high = Math.max(this.high, Math.floor(decadeOf(firstBin(this.counts, allowed, -1))) + 1);
    if (this.high - this.low < 2) this.low = this.high - 2;
    this.cutBelow = decadeOf(firstBin(this.counts, 0, 1)) < this.low;
    this.cutAbove = decadeOf(firstBin(this.counts, 0, -1)) > this.high;
  }
}

/** log10 of the middle of a bin. */
function decadeOf(bin: number): number {
  BITS[0] = bin * 0x10000 + 0x8000;
  return Math.log10(FLOAT[0]!);
}

/** The first bin from one end at which more than `allowed` cells have been passed. */
function firstBin(counts: Uint32Array, allowed: number, direction: 1 | -1): number {
  let bin = direction > 0 ? 0 : counts.length - 1;
  for (let passed = counts[bin]!; passed <= allowed; passed += counts[bin]!) bin += direction;
  return bin;
}

export interface ColorScale {
  kind: Quantity['scale'];
  /** Decades for magnitudes and ratios, shares otherwise. */
  low: number;
  high: number;
  cutBelow: boolean;
  cutAbove: boolean;
  /** Changes when any cell's colour could have changed. */
  key: string;
}

export function colorScale(quantity: Quantity, range: MagnitudeRange): ColorScale {
  const { scale: kind } = quantity;
  if (kind === 'ratio') {
    const ends = { low: HEALTHY_RATIO_DECADE - RATIO_DECADES, high: HEALTHY_RATIO_DECADE + RATIO_DECADES };
    return { kind, ...ends, cutBelow: true, cutAbove: true, key: kind };
  }
  if (kind === 'share' || kind === 'presence') return { kind, low: 0, high: 1, cutBelow: false, cutAbove: false, key: kind };
  const empty = range.low > range.high;
  const low = empty ? -4 : range.low;
  const high = empty ? 0 : range.high;
  return { kind, low, high, cutBelow: range.cutBelow, cutAbove: range.cutAbove, key: `${kind} ${low} ${high}` };
}

/** Where a finite cell lies on the scale, from 0 to 1, clamped. */
export function position(scale: ColorScale, cell: number): number {
  const at = scale.kind === 'magnitude' || scale.kind === 'ratio' ? Math.log10(cell) : cell;
  return Math.min(1, Math.max(0, (at - scale.low) / (scale.high - scale.low)));
}

/** The colour at a position: brighter is more, on maps that are uniform to the eye and to the colour-blind. */
export function rampColor(kind: Quantity['scale'], theme: Theme, at: number): string {
  switch (kind) {
    case 'magnitude': return interpolateViridis(at);
    case 'share':
    case 'presence': return interpolateCividis(at);
    case 'ratio': return divergingColor(theme, at);
  }
}

const TOO_SMALL = '#2f7fd1';
const TOO_LARGE = '#e07b19';

/** Blue (too small) over the theme's own quiet grey (healthy) to orange (too large). */
function divergingColor(theme: Theme, at: number): string {
  const middle = theme.dark ? '#45474a' : '#dcdee0';
  return at < 0.5 ? interpolateLab(TOO_SMALL, middle)(at * 2) : interpolateLab(middle, TOO_LARGE)(at * 2 - 1);
}

const RAMP = 256;

/**
 * Colours of all cells, looked up by the upper half of the cell's bits as a 32-bit float: sign, exponent and seven bits
 * of the fraction, which is finer than the ramp. Little-endian RGBA; 0 (transparent) for what was not captured.
 */
export function colorTable(scale: ColorScale, theme: Theme): Uint32Array {
  const ramp = Array.from({ length: RAMP }, (_, i) => packed(rampColor(scale.kind, theme, i / (RAMP - 1))));
  const nonFinite = packed(theme.nonFinite);
  const table = new Uint32Array(65536);
  for (let upper = 0; upper < 0x8000; upper++) {
    BITS[0] = upper * 0x10000 + 0x8000;
    const cell = FLOAT[0]!;
    table[upper] = Number.isFinite(cell) ? ramp[Math.round(position(scale, cell) * (RAMP - 1))]! : nonFinite;
  }
  table[0] = ramp[0]!;
  return table;
}

function packed(color: string): number {
  const { r, g, b } = rgb(color);
  return ((255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
}
