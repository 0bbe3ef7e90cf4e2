/** Makes tfjs's WASM backend fit to train on. */
import type { Tfjs } from '../tfjs.js';
import { installFallback } from './fallback.js';

/**
 * Adds to the WASM backend the kernels that training needs.
 * @returns names of the kernels that run on the cpu backend's code.
 */
export function completeWasm(tf: Tfjs): string[] {
  return installFallback(tf);
}
