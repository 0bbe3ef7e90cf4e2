import { describe, expect, it } from 'vitest';
import { Pool } from '../../../../src/remedies/trial/pool.js';

describe('the pool', () => {
  it('runs as many jobs at a time as it has places, in their order, also when some fail', async () => {
    const pool = new Pool(2);
    const begun: number[] = [];
    let running = 0;
    let most = 0;
    const results = await Promise.allSettled(Array.from({ length: 7 }, (_, i) => pool.run(async () => {
      begun.push(i);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, i % 3));
      running--;
      if (i === 2) throw new Error('broken');
      return i;
    })));
    expect(most).toBe(2);
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'failed'))).toEqual([0, 1, 'failed', 3, 4, 5, 6]);
  });
});
