/**
 * Makes tfjs's backends fit to train on. The WASM backend as published lacks the kernels of most gradients and has others
 * wrong or slow; the cpu backend has one wrong.
 */
import type { Tfjs } from '../tfjs.js';
import { installActivations } from './activations.js';
import { installBatchMatMul } from './batchMatMul.js';
import { installComplexNumbers } from './complexNumbers.js';
import { installConv2D } from './conv2d.js';
import { installCopies } from './copies.js';
import { installCorrections } from './corrections.js';
import { installDepthwiseGradients } from './depthwise.js';
import { installFallback } from './fallback.js';
import { installMaxPool } from './maxPool.js';
import { installReductions } from './reduce.js';
import { repairResizeGradientOnCpu, repairResizeGradientOnWasm } from './resizeGradient.js';
import { installUnsortedSegmentSum } from './segmentSum.js';

/** Repairs the cpu backend, which is also what the WASM backend falls back to; call it once. */
export function repairCpu(tf: Tfjs): void {
  repairResizeGradientOnCpu(tf);
}

/** Completes the WASM backend, which need not have been started; call it once. */
export function completeWasm(tf: Tfjs): void {
  installConv2D(tf);
  installBatchMatMul(tf);
  installDepthwiseGradients(tf);
  installUnsortedSegmentSum(tf);
  installMaxPool(tf);
  installReductions(tf);
  installActivations(tf);
  installCopies(tf);
  repairResizeGradientOnWasm(tf);
  installFallback(tf);
  installCorrections(tf);
  installComplexNumbers(tf);
}
