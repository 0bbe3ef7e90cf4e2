/**
 * Trains on demand in a process of its own, so that stock tfjs and ours can take turns without seeing each other's
 * kernels: `node trainee.cjs stock|ours`, started by parts/backend.ts, which asks for one turn after the other.
 */
import path from 'node:path';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { installFallback } from '../src/trainer/backend/complete/fallback.js';
import { loadBackend } from '../src/trainer/backend/index.js';
import { tf } from '../src/trainer/backend/tfjs.js';
import { cpuMs } from './harness/measure.js';
import { prepareTraining, subjects } from './models.js';
import type { SubjectName, Training } from './models.js';

export interface Turn {
  subject: SubjectName;
  steps: number;
}

/** CPU milliseconds of each of the steps. */
export type TurnResult = number[];

/** tfjs's WASM backend as published; kernels that it lacks are the cpu backend's, on views of the WASM heap. */
async function loadStock(): Promise<void> {
  setWasmPaths(__dirname + path.sep);
  setThreadsCount(1);
  installFallback(tf);
  await tf.setBackend('wasm');
}

let current: { subject: SubjectName; training: Training } | null = null;

async function take({ subject, steps }: Turn): Promise<TurnResult> {
  if (current?.subject !== subject) {
    current?.training.dispose();
    current = { subject, training: prepareTraining(tf, subjects[subject]) };
  }
  const { training } = current;
  const times: number[] = [];
  for (let step = 0; step < steps; step++) times.push(await cpuMs(training.step));
  return times;
}

const loaded = process.argv[2] === 'stock' ? loadStock() : loadBackend({ packageRoot: __dirname, backend: 'wasm', fence: null });
process.on('message', (turn: Turn) => void loaded.then(() => take(turn)).then((result) => process.send?.(result)));
