/**
 * Trains on demand in a process of its own, with or without capture, and sends its frames as a training child does:
 * `node captured.cjs plain|every|adaptive`, started by parts/capture.ts with a pipe at EVENT_FD. One process for each:
 * hooks that come and go would make V8 throw compiled code away, which the measurement would then be of.
 */
import { loadBackend } from '../src/trainer/backend/index.js';
import { tf } from '../src/trainer/backend/tfjs.js';
import { AdaptiveSampler } from '../src/trainer/capture/adaptive.js';
import { Capture } from '../src/trainer/capture/capture.js';
import type { Probe } from '../src/trainer/capture/probe.js';
import { Channel } from '../src/trainer/entry/channel.js';
import { kernelProbe } from './capturing.js';
import { cpuMs } from './harness/measure.js';
import { prepareTraining, subjects } from './models.js';
import type { Subject, SubjectName, Training } from './models.js';

export type Mode = 'plain' | 'every' | 'adaptive';

/** Each is answered: `Contents`, CPU milliseconds a step, `Endurance[]`. */
export type Request = { prepare: SubjectName } | { train: number } | { endure: number; every: number };

/** What a captured step looks at; nothing where nothing is captured. */
export interface Contents {
  tensors: number;
  elements: number;
}

export interface Endurance {
  steps: number;
  tensors: number;
  residentMb: number;
  heapMb: number;
}

const SMALL: Subject = {
  title: 'MLP 32-64-64-10, batch 16', batch: 16, inputShape: [32],
  layers: (tfjs) => [
    tfjs.layers.dense({ inputShape: [32], units: 64, activation: 'relu' }),
    tfjs.layers.dense({ units: 64, activation: 'relu' }),
    tfjs.layers.dense({ units: 10, activation: 'softmax' }),
  ],
};

const channel = new Channel();
const mode = process.argv[2] as Mode;

/** Milliseconds that this process has spent waiting for its turn: the sampler's clock stands still then. */
let waited = 0;
let resting = performance.now();

function makeCapture(wrap: (probe: Probe) => Probe = (probe) => probe): Capture {
  const sampler = mode === 'adaptive' ? new AdaptiveSampler(() => performance.now() - waited) : null;
  return new Capture({
    tf, sampler, probe: wrap(kernelProbe(tf, sampler)), isBundle: () => true, histograms: true, now: () => performance.now(),
    emit: (event) => channel.send(event), beforeStep: () => undefined,
  });
}

/** A probe that counts what it is asked to look at. */
function counting(probe: Probe, counts: Contents): Probe {
  const count = (values: { size: number } | Float32Array): void => {
    counts.tensors++;
    counts.elements += 'size' in values ? values.size : values.length;
  };
  return Object.assign(Object.create(probe) as Probe, {
    summarize: (...args: Parameters<Probe['summarize']>) => (count(args[0]), probe.summarize(...args)),
    magnitudes: (...args: Parameters<Probe['magnitudes']>) => (count(args[0]), probe.magnitudes(...args)),
    outline: (...args: Parameters<Probe['outline']>) => (count(args[0]), probe.outline(...args)),
    compareParts: (...args: Parameters<Probe['compareParts']>) => (count(args[0]), probe.compareParts(...args)),
    compare: (...args: Parameters<Probe['compare']>) => (count(args[0]), probe.compare(...args)),
  });
}

let current: { training: Training; capture: Capture | null } | null = null;

async function prepare(name: SubjectName): Promise<Contents> {
  current?.capture?.uninstall();
  current?.training.dispose();
  const contents = mode === 'plain' ? { tensors: 0, elements: 0 } : await count(subjects[name]);
  const capture = mode === 'plain' ? null : makeCapture();
  // Before the model is made, as in a run: layers are known by their making.
  capture?.install();
  current = { training: prepareTraining(tf, subjects[name]), capture };
  return contents;
}

async function count(subject: Subject): Promise<Contents> {
  const contents = { tensors: 0, elements: 0 };
  const capture = makeCapture((probe) => counting(probe, contents));
  capture.install();
  const training = prepareTraining(tf, subject);
  await training.step();
  capture.uninstall();
  training.dispose();
  return contents;
}

async function train(steps: number): Promise<number> {
  const { training, capture } = current!;
  return await cpuMs(async () => {
    for (let i = 0; i < steps; i++) await training.step();
    capture?.flush();
  }) / steps;
}

async function endure(steps: number, every: number): Promise<Endurance[]> {
  const capture = makeCapture();
  capture.install();
  const { step, dispose } = prepareTraining(tf, SMALL);
  const seen: Endurance[] = [];
  for (let done = 1; done <= steps; done++) {
    await step();
    if (done % every > 0) continue;
    (globalThis as { gc?: () => void }).gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    seen.push({ steps: done, tensors: tf.memory().numTensors, residentMb: rss / 2 ** 20, heapMb: heapUsed / 2 ** 20 });
  }
  capture.uninstall();
  dispose();
  return seen;
}

async function answer(request: Request): Promise<unknown> {
  waited += performance.now() - resting;
  try {
    if ('prepare' in request) return await prepare(request.prepare);
    return 'train' in request ? await train(request.train) : await endure(request.endure, request.every);
  } finally {
    resting = performance.now();
  }
}

const loaded = loadBackend({ packageRoot: __dirname, backend: 'wasm', fence: null });
process.on('message', (request: Request) => void loaded.then(() => answer(request)).then((result) => process.send?.(result)));
