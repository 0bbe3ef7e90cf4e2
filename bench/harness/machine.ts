/** The machine that the figures belong to, and a scale to compare it with others. */
import os from 'node:os';
import { cpuMs, median } from './measure.js';

export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  node: string;
  /** Over the last minute. */
  load: number;
  /** CPU milliseconds of `fixedMatmul`. */
  matmulMs: number;
}

const SIZE = 256;
const fill = (modulus: number): Float32Array => Float32Array.from({ length: SIZE * SIZE }, (_, i) => (i % modulus) / modulus);
const operands = { a: fill(97), b: fill(89), product: new Float32Array(SIZE * SIZE) };

/** A 256 x 256 x 256 matrix product in plain JavaScript: the same work whatever becomes of our kernels and of tfjs's. */
export function fixedMatmul(): void {
  const { a, b, product } = operands;
  product.fill(0);
  for (let i = 0; i < SIZE; i++) {
    for (let k = 0; k < SIZE; k++) {
      const factor = a[i * SIZE + k];
      for (let j = 0; j < SIZE; j++) product[i * SIZE + j] += factor * b[k * SIZE + j];
    }
  }
}

export async function describeMachine(): Promise<Machine> {
  const times: number[] = [];
  for (let i = 0; i < 15; i++) times.push(await cpuMs(fixedMatmul));
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
    load: os.loadavg()[0],
    matmulMs: median(times),
  };
}
