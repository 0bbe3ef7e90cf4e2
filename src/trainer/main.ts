/**
 * The training child: `node main.js SETUP`, with events on fd 3, commands on fd 4 and the lifeline on fd 5.
 * Loads the backend, says `ready`, waits for `start`, and runs the user's program under capture.
 */
import fs from 'node:fs';
import path from 'node:path';
import { innerFile } from 'tfjs-inner-files';
import type { StartCommand, TrainerCommand, TrainerSetup } from '../shared/trainerProtocol.js';
import { BackendError, loadBackend, wasmHeap, type LoadedBackend } from './backend/index.js';
import { AdaptiveSampler } from './capture/adaptive.js';
import { Capture, type CaptureOptions } from './capture/capture.js';
import { StepCounter, type StepObserver } from './capture/countSteps.js';
import { GpuProbe } from './capture/gpu/probe.js';
import { KernelProbe } from './capture/kernelProbe.js';
import { ownMemory } from './capture/memory.js';
import type { Probe } from './capture/probe.js';
import { tensorReader } from './capture/readTensor.js';
import { seedProgram } from './capture/seed.js';
import { Statistics } from './capture/statistics.js';
import { engineOf, type Backend } from './capture/tfjs.js';
import { Budget } from './entry/budget.js';
import { Channel } from './entry/channel.js';
import { Ending } from './entry/ending.js';
import { trainsElsewhere } from './entry/failures.js';
import { raiseFence } from './entry/fence.js';
import { offerGlobalTf } from './entry/globalTf.js';
import { holdLifeline } from './entry/lifeline.js';
import { Origins } from './entry/origins.js';
import { prepareProgram } from './entry/program.js';
import { Rejections } from './entry/rejections.js';
import { superviseProgram } from './entry/supervise.js';
import { warmUp } from './entry/warmUp.js';
import { watchGpu } from './entry/watchGpu.js';

const STACK_DEPTH = 60;

const GLOBAL_TF = 'The program uses a global `tf`, as a script tag of a page defines it: it was given this run\'s own. '
  + 'To run it in Node, import @tensorflow/tfjs.';

async function main(): Promise<void> {
  const setup = JSON.parse(process.argv[2] ?? '{}') as TrainerSetup;
  const channel = new Channel();
  const loaded = await load(setup, channel);
  const makeProbe = prepareProbe(loaded);
  holdLifeline();
  channel.send({ type: 'ready', backend: loaded.info, tfjsVersion: loaded.tfjsVersion, nodeVersion: process.version });
  const command = await warmUntilStart(channel, loaded, makeProbe);
  if (command.type === 'start') await run(setup, command, channel, loaded, makeProbe);
}

/** Warms up for as long as the host asks for it. @returns the first command that is another */
async function warmUntilStart(channel: Channel, { tf }: LoadedBackend, makeProbe: MakeProbe): Promise<TrainerCommand> {
  let command = channel.receive();
  if (command.type !== 'warmUp') return command;
  await warmUp(tf, makeProbe({ histograms: true, sampler: null }), () => {
    channel.send({ type: 'partlyWarm' });
    command = channel.receive();
    return command.type === 'warmUp';
  });
  return command.type === 'warmUp' ? channel.receive() : command;
}

async function load(setup: TrainerSetup, channel: Channel): Promise<LoadedBackend> {
  try {
    return await loadBackend(setup, innerFile);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const kind = error instanceof BackendError && error.isUnloadable ? 'unloadable' : 'backend';
    channel.send({ type: 'failed', failure: { kind, message, frames: [], stack: null } });
    process.exit(1);
  }
}

type MakeProbe = (options: Pick<CaptureOptions, 'histograms' | 'sampler'>) => Probe;

/** Statistics are computed where the tensors are: on the GPU, or by the kernel, on the WASM backend in its heap. */
function prepareProbe({ tf, webgpu }: LoadedBackend): MakeProbe {
  const engine = engineOf(tf);
  if (webgpu) return ({ histograms, sampler }) => new GpuProbe(webgpu, engine, histograms, sampler);
  const heap = wasmHeap(tf);
  const module = new WebAssembly.Module(fs.readFileSync(path.join(__dirname, 'statistics.wasm')));
  const statistics = new Statistics(module, heap ?? ownMemory());
  const read = tensorReader(engine, heap, heap && (tf.backend() as unknown as Backend));
  return ({ histograms, sampler }) => new KernelProbe(engine, statistics, read, histograms, sampler);
}

async function run(setup: TrainerSetup, start: StartCommand, channel: Channel, { tf, webgpu }: LoadedBackend, makeProbe: MakeProbe): Promise<void> {
  const program = prepareProgram(start, setup.fence?.scratch);
  const send = channel.send.bind(channel);
  const flush = (): void => observer.flush();
  const ending = new Ending(send, flush);
  const budget = new Budget(start, { send, receive: () => channel.receive(), flush, finish: (stopped) => ending.finish(stopped) });
  const observer = observe(start, budget, makeProbe, { tf, isBundle: program.isBundle, emit: send });
  observer.install();
  if (start.seed !== null) seedProgram(tf, start.seed, start.weightSeed);
  const origins = new Origins(program.isBundle, (elsewhere) => send({ type: 'elsewhere', failure: trainsElsewhere(elsewhere) }));
  origins.watch();
  const rejections = new Rejections();
  rejections.watch(() => observer.stepCount > 0);
  if (webgpu) watchGpu({ tf, webgpu, byName: setup.backend === 'webgpu', ending, isBundle: program.isBundle, send });
  if (setup.fence) raiseFence(tf, setup.fence.scratch);
  offerGlobalTf(tf, () => send({ type: 'note', message: GLOBAL_TF }));
  // Between a call of tfjs and the line of the program lie more frames than the ten that V8 writes by itself.
  Error.stackTraceLimit = STACK_DEPTH;
  await superviseProgram({ tf, start, program, ending, origins, rejections, send, stepCount: () => observer.stepCount });
}

type Surroundings = Pick<CaptureOptions, 'tf' | 'isBundle' | 'emit'>;

function observe(start: StartCommand, { now, beforeStep }: Budget, makeProbe: MakeProbe, surroundings: Surroundings): StepObserver {
  if (start.capture === 'off') return new StepCounter(surroundings.tf, beforeStep);
  const sampler = start.capture === 'adaptive' ? new AdaptiveSampler(now) : null;
  const { histograms, captureFrom: from } = start;
  return new Capture({ ...surroundings, sampler, from, histograms, probe: makeProbe({ histograms, sampler }), now, beforeStep });
}

void main();
