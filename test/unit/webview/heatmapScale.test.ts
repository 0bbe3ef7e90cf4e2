import { interpolateViridis, lab, rgb } from 'd3';
import { describe, expect, it } from 'vitest';
import type { Theme } from '../../../webview/common/theme.js';
import { NON_FINITE, NOT_CAPTURED, quantityById } from '../../../webview/common/quantities.js';
import { MagnitudeRange, colorScale, colorTable, position } from '../../../webview/panel/heatmapScale.js';

const THEME = { dark: true, nonFinite: '#ff3db5' } as Theme;

function rangeOf(cells: number[]): MagnitudeRange {
  const range = new MagnitudeRange();
  for (const cell of cells) range.add(cell);
  range.fit();
  return range;
}

/** As the heatmap looks colours up. */
function colorOf(table: Uint32Array, cell: number): { r: number; g: number; b: number; opacity: number } {
  const packed = table[new Uint32Array(new Float32Array([cell]).buffer)[0]! >>> 16]!;
  return { r: packed & 255, g: (packed >>> 8) & 255, b: (packed >>> 16) & 255, opacity: packed >>> 24 };
}

describe('the range of magnitudes', () => {
  it('covers the decades of the cells', () => {
    const { low, high, cutBelow, cutAbove } = rangeOf([3e-9, 2e-6, 0.04]);
    expect([low, high, cutBelow, cutAbove]).toEqual([-9, -1, false, false]);
  });

  it('is not stretched by one spike in a thousand, and says that cells lie beyond', () => {
    const { high, cutAbove } = rangeOf([...Array.from({ length: 1000 }, (_, i) => 0.01 + i * 1e-5), 5e20]);
    expect(high).toBe(-1);
    expect(cutAbove).toBe(true);
  });

  it('never shrinks while a run grows', () => {
    const range = rangeOf(Array.from({ length: 10 }, () => 1e-6));
    const before = range.low;
    for (let i = 0; i < 100_000; i++) range.add(10);
    range.fit();
    expect(range.low).toBe(before);
    expect(range.high).toBe(2);
  });

  it('ignores zeros, gaps and what is not finite', () => {
    const { low, high } = rangeOf([0, NOT_CAPTURED, NON_FINITE, 0.5]);
    expect(low).toBeLessThan(high);
    expect(high).toBe(0);
  });
});

describe('colours', () => {
  const scale = colorScale(quantityById('outputGradientRms'), rangeOf([1.5e-8, 0.5]));
  const table = colorTable(scale, THEME);

  it('get lighter with the magnitude, decade by decade', () => {
    const lightness = Array.from({ length: 8 }, (_, i) => {
      const { r, g, b } = colorOf(table, 3 * 10 ** (i - 8));
      return lab(rgb(r, g, b)).l;
    });
    for (let i = 1; i < lightness.length; i++) expect(lightness[i]!).toBeGreaterThan(lightness[i - 1]! + 3);
  });

  it('show nothing where nothing was captured', () => {
    expect(colorOf(table, NOT_CAPTURED).opacity).toBe(0);
    expect(colorOf(table, 0).opacity).toBe(255);
  });

  it('keep the colour of non-finite values for them alone, on every scale', () => {
    const { r, g, b } = rgb(THEME.nonFinite);
    for (const id of ['outputGradientRms', 'updateToWeightRatio', 'deadFraction', 'nonFinite'] as const) {
      const colors = colorTable(colorScale(quantityById(id), rangeOf([1e-5, 1])), THEME);
      expect(colorOf(colors, NON_FINITE)).toEqual({ r, g, b, opacity: 255 });
      for (let exponent = -40; exponent < 38; exponent++) {
        const { r: red, g: green, b: blue } = colorOf(colors, 1.7 * 10 ** exponent);
        expect(Math.hypot(red - r, green - g, blue - b)).toBeGreaterThan(60);
      }
    }
  });

  it('put a healthy update ratio in the middle, too small and too large at the ends', () => {
    const ratio = colorScale(quantityById('updateToWeightRatio'), new MagnitudeRange());
    expect([1e-9, 1e-6, 1e-3, 1, 1e4].map((cell) => Math.round(position(ratio, cell) * 1e6) / 1e6)).toEqual([0, 0, 0.5, 1, 1]);
  });

  it('are those of the map at the exact place on the scale', () => {
    for (const cell of [1.01e-7, 3.3e-5, 9.9e-3]) {
      const exact = rgb(interpolateViridis((Math.log10(cell) - scale.low) / (scale.high - scale.low)));
      const { r, g, b } = colorOf(table, cell);
      expect(Math.hypot(r - exact.r, g - exact.g, b - exact.b)).toBeLessThan(4);
    }
  });
});
