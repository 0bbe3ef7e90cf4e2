import { expect, it } from 'vitest';
import { residentMb } from '../../../src/run/residentMemory.js';

it('tells the memory of a process as the process itself does', async () => {
  const own = process.memoryUsage.rss() / 2 ** 20;
  const told = await residentMb(process.pid);
  expect(told).toBeGreaterThan(0.5 * own);
  expect(told).toBeLessThan(2 * own);
});

it('fails for a process that does not exist', async () => {
  await expect(residentMb(2 ** 22 + 12345)).rejects.toThrow();
});
