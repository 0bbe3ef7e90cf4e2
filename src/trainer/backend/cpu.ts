/** Prepares tfjs's cpu backend. */
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { repairCpu } from './complete/index.js';
import { tf } from './tfjs.js';

let prepared = false;

/** Repairs the backend and quiets its advice to install tfjs-node; a second call changes nothing. */
export function prepareCpu(): void {
  if (prepared) return;
  prepared = true;
  repairCpu(tf);
  // Private in tfjs's types: whether the next write is the first, which prints the advice.
  (tf.findBackend('cpu') as MathBackendCPU as unknown as { firstUse: boolean }).firstUse = false;
}
