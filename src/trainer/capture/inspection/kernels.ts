/** What the weights of a layer look like, unit by unit. */
import type { KernelFacts } from '../../../shared/run.js';

/** Elements of each unit by which units are told apart before they are compared in full. */
const PREFIX = 16;

/** Larger kernels are not looked at: they would take milliseconds. */
export const LARGEST_KERNEL = 2 ** 21;

/** @param values of a weight of rank 2 or more, with its units on the last axis */
export function describeKernel(layer: string, shape: readonly number[], values: Float32Array): KernelFacts {
  const units = shape.at(-1)!;
  const fanIn = values.length / units;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return { layer, mean, std: Math.sqrt(squares / values.length), fanIn, units, duplicateUnits: duplicates(values, units, fanIn) };
}

function duplicates(values: Float32Array, units: number, fanIn: number): number {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  const groups = new Map<number, number[]>();
  for (let unit = 0; unit < units; unit++) {
    // FNV-1a over words; units with equal hashes are compared in full below.
    let hash = -2128831035;
    for (let i = 0; i < Math.min(fanIn, PREFIX); i++) hash = Math.imul(hash ^ bits[i * units + unit]!, 16777619);
    const group = groups.get(hash);
    if (group) group.push(unit);
    else groups.set(hash, [unit]);
  }
  const same = (a: number, b: number): boolean => {
    for (let i = 0; i < fanIn; i++) if (bits[i * units + a] !== bits[i * units + b]) return false;
    return true;
  };
  let count = 0;
  for (const group of groups.values()) {
    const [first] = group;
    const alike = group.filter((unit) => unit !== first && same(first!, unit)).length;
    if (alike > 0) count += alike + 1;
  }
  return count;
}
