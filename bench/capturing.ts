/** Capture in the bench's own process, as src/trainer/main.ts puts it together, on the WASM backend. */
import fs from 'node:fs';
import path from 'node:path';
import { loadBackend, wasmHeap } from '../src/trainer/backend/index.js';
import type { Tfjs } from '../src/trainer/backend/index.js';
import type { AdaptiveSampler } from '../src/trainer/capture/adaptive.js';
import { Capture } from '../src/trainer/capture/capture.js';
import type { CaptureOptions } from '../src/trainer/capture/capture.js';
import { KernelProbe } from '../src/trainer/capture/kernelProbe.js';
import type { Probe } from '../src/trainer/capture/probe.js';
import { tensorReader } from '../src/trainer/capture/readTensor.js';
import { Statistics } from '../src/trainer/capture/statistics.js';
import { engineOf } from '../src/trainer/capture/tfjs.js';
import type { Backend } from '../src/trainer/capture/tfjs.js';

export async function loadTfjs(): Promise<Tfjs> {
  const { tf } = await loadBackend({ packageRoot: __dirname, backend: 'wasm', fence: null });
  return tf;
}

export function kernelProbe(tf: Tfjs, sampler: AdaptiveSampler | null): Probe {
  const heap = wasmHeap(tf)!;
  const module = new WebAssembly.Module(fs.readFileSync(path.join(__dirname, 'statistics.wasm')));
  const read = tensorReader(engineOf(tf), heap, tf.backend() as unknown as Backend);
  return new KernelProbe(engineOf(tf), new Statistics(module, heap), read, true, sampler);
}

/** Everything that can be captured, at every step; this file's callers stand for the user's program. */
export function makeCapture(tf: Tfjs, emit: CaptureOptions['emit']): Capture {
  return new Capture({
    tf, emit,
    probe: kernelProbe(tf, null),
    isBundle: (script) => script === __filename,
    sampler: null,
    histograms: true,
    now: () => performance.now(),
    beforeStep: () => undefined,
  });
}
