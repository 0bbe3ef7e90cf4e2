/**
 * Measuring on a machine that others use too: CPU time of this process instead of the clock's, variants that take turns
 * in one process so that noise falls on all of them, medians, and ratios within a round.
 */

import fs from 'node:fs';
import path from 'node:path';

/** Runs `work`; returns the CPU time that the whole process took meanwhile, its helper threads included, in milliseconds. */
export async function cpuMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** CPU milliseconds that another process has taken so far, as Linux counts it; NaN on other systems. */
export function cpuMsOf(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  if (!fs.existsSync(tasks)) return NaN;
  // Nanoseconds on the processor, nanoseconds in the queue, turns.
  const nanoseconds = (task: string): number => Number(fs.readFileSync(path.join(tasks, task, 'schedstat'), 'utf8').split(' ')[0]);
  return fs.readdirSync(tasks).reduce((sum, task) => sum + nanoseconds(task), 0) / 1e6;
}

export interface Turns {
  /** How often each variant is measured. */
  rounds: number;
  /** Rounds before that, which are not counted. */
  warmup?: number;
  /** What is measured of a turn; default: CPU milliseconds. */
  measure?: (work: () => unknown) => Promise<number>;
}

/** Measures variants in turns; the order is another one each round, so that no variant always follows the same one. */
export async function interleave<K extends string>(
  variants: Record<K, () => unknown>, { rounds, warmup = 1, measure = cpuMs }: Turns,
): Promise<Record<K, number[]>> {
  const names = Object.keys(variants) as K[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<K, number[]>;
  for (let round = 0; round < warmup + rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length];
      const value = await measure(variants[name]);
      if (round >= warmup) results[name].push(value);
    }
  }
  return results;
}

/** NaN of no values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median over rounds of `over / under`: what slows the machine for a while slows both. */
export function medianRatio(over: readonly number[], under: readonly number[]): number {
  return median(over.map((value, round) => value / under[round]));
}

/** The exponent p of y ~ x^p: the least-squares slope of log y over log x. 1 is linear growth. */
export function growthExponent(x: readonly number[], y: readonly number[]): number {
  const u = x.map(Math.log);
  const v = y.map(Math.log);
  const [meanU, meanV] = [u, v].map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  const covariance = u.reduce((sum, value, i) => sum + (value - meanU) * (v[i] - meanV), 0);
  return covariance / u.reduce((sum, value) => sum + (value - meanU) ** 2, 0);
}
