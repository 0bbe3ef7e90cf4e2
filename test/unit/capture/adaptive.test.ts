/** How often an adaptive capture looks, by what looking costs. The clock is the test's. */
import { describe, expect, it } from 'vitest';
import { AdaptiveSampler } from '../../../src/trainer/capture/adaptive.js';

const WARM_UP = 5;

/** Trains with steps of 10 ms, to which a capture adds `cost` and any other step `check`. */
function train(steps: number, cost: number, check = 0): { captured: number[]; news: string[]; share: number } {
  let time = 0;
  let spent = 0;
  const sampler = new AdaptiveSampler(() => time);
  const captured: number[] = [], news: string[] = [];
  for (let step = 0; step < steps; step++) {
    const taken = sampler.takes(step);
    if (taken) captured.push(step);
    const said = sampler.news();
    if (said !== null) news.push(said);
    time += 10;
    sampler.measure(() => {
      time += taken ? cost : check;
      if (step >= WARM_UP) spent += taken ? cost : check;
    });
  }
  return { captured, news, share: spent / time };
}

describe('an adaptive capture', () => {
  it('takes every step where that costs next to nothing, and has nothing to say', () => {
    const { captured, news } = train(200, 0.1);
    expect(captured).toHaveLength(200);
    expect(news).toEqual([]);
  });

  it.each([0.3, 1, 5])('keeps within its budget where a capture costs %d ms of a step of 10', (cost) => {
    const { captured, share } = train(2000, cost);
    expect(captured.slice(0, WARM_UP)).toEqual([0, 1, 2, 3, 4]);
    expect(share).toBeLessThanOrEqual(0.02);
    // It uses what it has: no more than twice as seldom as it must be.
    expect(share).toBeGreaterThan(0.0075);
  });

  it('tells once, and rightly, at what rate it captures', () => {
    const { captured, news } = train(1000, 1);
    const period = (1000 - WARM_UP) / (captured.length - WARM_UP);
    expect(news).toHaveLength(1);
    const [, told, cost] = /one step in ([\d.]+) are captured, because those of a step take ([\d.]+) ms/.exec(news[0]!)!;
    expect(Math.abs(Number(told) / period - 1)).toBeLessThan(0.1);
    expect(Number(cost)).toBe(1);
  });

  it('goes on, if seldom, where merely looking for non-finite gradients takes all of the budget', () => {
    const { captured } = train(1000, 5, 1);
    const gaps = captured.slice(1).map((step, i) => step - captured[i]!);
    expect(Math.max(...gaps)).toBe(100);
  });

  it('takes no more after an idle time than before it', () => {
    let time = 0;
    const sampler = new AdaptiveSampler(() => time);
    const run = (from: number, to: number): number => {
      let taken = 0;
      for (let step = from; step < to; step++) {
        const captures = sampler.takes(step);
        if (captures) taken++;
        time += 10;
        if (captures) sampler.measure(() => void (time += 2));
      }
      return taken;
    };
    run(0, WARM_UP);
    const before = run(WARM_UP, 305);
    time += 600_000;
    expect(Math.abs(run(305, 605) - before)).toBeLessThanOrEqual(1);
  });
});
