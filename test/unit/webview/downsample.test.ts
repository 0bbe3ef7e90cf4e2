import { describe, expect, it } from 'vitest';
import { summarize } from '../../../webview/common/downsample.js';

const noisy = (step: number): number => Math.sin(step * 12.9898) * 43758.5453 % 1;

describe('a curve summarized by pixel columns', () => {
  it('keeps the smallest and largest value wherever a spike is', () => {
    for (let spike = 0; spike < 1000; spike += 37) {
      const { max, min } = summarize((step) => (step === spike ? 99 : step === spike - 1 ? -99 : noisy(step)), 0, 1000, 64);
      expect(Math.max(...max)).toBe(99);
      if (spike > 0) expect(Math.min(...min)).toBe(-99);
    }
  });

  it('puts a step into the column that lies under it', () => {
    const { max } = summarize((step) => (step === 750 ? 5 : 0), 0, 1000, 100);
    expect(max.indexOf(5)).toBe(75);
  });

  it('marks columns with NaN and infinities and still summarizes their finite values', () => {
    const values = [1, NaN, 3, 4, Infinity, 6, 7, 8];
    const { nonFinite, min, max, last } = summarize((step) => values[step], 0, 8, 4);
    expect([...nonFinite]).toEqual([1, 0, 1, 0]);
    expect([...min]).toEqual([1, 3, 6, 7]);
    expect([...max]).toEqual([1, 4, 6, 8]);
    expect([...last]).toEqual([1, 4, 6, 8]);
  });

  it('leaves columns without a captured step empty', () => {
    const { min, nonFinite } = summarize((step) => (step % 4 === 0 ? 2 : undefined), 0, 8, 8);
    expect([...min].map(Number.isNaN)).toEqual([false, true, true, true, false, true, true, true]);
    expect([...nonFinite]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});
