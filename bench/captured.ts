/**
 * Trains with capture on and off in turns, in a process of its own that sends its frames as a training child does:
 * `node captured.cjs`, started by parts/capture.ts with a pipe at EVENT_FD, answers one request after the other.
 */
import { loadBackend } from '../src/trainer/backend/index.js';
import { tf } from '../src/trainer/backend/tfjs.js';
import { AdaptiveSampler } from '../src/trainer/capture/adaptive.js';
import { Capture } from '../src/trainer/capture/capture.js';
import type { Probe } from '../src/trainer/capture/probe.js';
import { Channel } from '../src/trainer/entry/channel.js';
import { kernelProbe } from './capturing.js';
import { interleave } from './harness/measure.js';
import { prepareTraining, subjects } from './models.js';
import type { Subject, SubjectName } from './models.js';

export type Request = { measure: SubjectName; rounds: number; turnMs: number } | { endure: number; every: number };

export interface Overhead {
  /** CPU milliseconds of a step, by round. */
  times: Record<'plain' | 'every' | 'adaptive', number[]>;
  /** What a captured step looks at. */
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

/** Steps before each turn that are not measured. */
const SETTLING = 25;

const channel = new Channel();

function makeCapture(sampler: AdaptiveSampler | null, probe = kernelProbe(tf, sampler)): Capture {
  return new Capture({
    tf, probe, sampler, isBundle: () => true, histograms: true, now: () => performance.now(), emit: (event) => channel.send(event),
    beforeStep: () => undefined,
  });
}

/** A probe that counts what it is asked to look at. */
function counting(probe: Probe, counts: { tensors: number; elements: number }): Probe {
  const count = (values: { size: number } | Float32Array): void => {
    counts.tensors++;
    counts.elements += 'size' in values ? values.size : values.length;
  };
  return Object.assign(Object.create(probe) as Probe, {
    summarize: (...args: Parameters<Probe['summarize']>) => (count(args[0]), probe.summarize(...args)),
    magnitudes: (...args: Parameters<Probe['magnitudes']>) => (count(args[0]), probe.magnitudes(...args)),
    outline: (...args: Parameters<Probe['outline']>) => (count(args[0]), probe.outline(...args)),
    compare: (...args: Parameters<Probe['compare']>) => (count(args[0]), probe.compare(...args)),
  });
}

async function measure(name: SubjectName, rounds: number, turnMs: number): Promise<Overhead> {
  const counts = { tensors: 0, elements: 0 };
  const counted = makeCapture(null, counting(kernelProbe(tf, null), counts));
  counted.install();
  const { step, dispose } = prepareTraining(tf, subjects[name]);
  await step();
  counted.uninstall();
  for (let i = 0; i < 10; i++) await step();
  const from = performance.now();
  for (let i = 0; i < 5; i++) await step();
  const block = Math.max(3, Math.round(turnMs / ((performance.now() - from) / 5)));

  // The sampler's time stands still while others have their turn.
  let stopped = performance.now();
  const sampler = new AdaptiveSampler(() => performance.now() - stopped);
  const every = makeCapture(null), adaptive = makeCapture(sampler);
  const under = (capture: Capture | null) => async (): Promise<void> => {
    for (let i = 0; i < block; i++) await step();
    capture?.flush();
  };
  const turns = { plain: under(null), every: under(every), adaptive: under(adaptive) };
  const times = await interleave(turns, {
    rounds, warmup: 2,
    measure: async (work) => {
      const capture = work === turns.every ? every : work === turns.adaptive ? adaptive : null;
      const began = performance.now();
      capture?.install();
      // The hooks come and go: V8 throws compiled code away then, and takes this long to make it anew.
      for (let i = 0; i < SETTLING; i++) await step();
      const before = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(before);
      capture?.uninstall();
      if (capture !== adaptive) stopped += performance.now() - began;
      return (user + system) / 1000 / block;
    },
  });
  dispose();
  return { times, ...counts };
}

async function endure(steps: number, every: number): Promise<Endurance[]> {
  const capture = makeCapture(null);
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

const loaded = loadBackend({ packageRoot: __dirname, backend: 'wasm', fence: null });
process.on('message', (request: Request) => void loaded
  .then((): Promise<unknown> => ('measure' in request ? measure(request.measure, request.rounds, request.turnMs) : endure(request.endure, request.every)))
  .then((result) => process.send?.(result)));
