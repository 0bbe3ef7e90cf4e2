/**
 * The training child: `node main.js SETUP`, with events on fd 3, commands on fd 4 and the lifeline on fd 5.
 * Loads the backend, says `ready`, waits for `start`, and runs the user's program under capture.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { StartCommand, TrainerSetup } from '../shared/trainerProtocol.js';
import { loadBackend, wasmHeap, type LoadedBackend } from './backend/index.js';
import { Capture } from './capture/capture.js';
import { AdaptiveSampler } from './capture/adaptive.js';
import { ownMemory } from './capture/memory.js';
import { tensorReader } from './capture/readTensor.js';
import { Statistics } from './capture/statistics.js';
import { engineOf, type Backend } from './capture/tfjs.js';
import { Budget } from './entry/budget.js';
import { Channel, HostGone } from './entry/channel.js';
import { Ending } from './entry/ending.js';
import { holdLifeline } from './entry/lifeline.js';
import { prepareProgram } from './entry/program.js';
import { superviseProgram } from './entry/supervise.js';

async function main(): Promise<void> {
  const setup = JSON.parse(process.argv[2] ?? '{}') as TrainerSetup;
  const channel = new Channel();
  const loaded = await load(setup, channel);
  const statistics = prepareStatistics(loaded);
  holdLifeline();
  channel.send({ type: 'ready', backend: loaded.info, tfjsVersion: loaded.tfjsVersion, nodeVersion: process.version });
  const start = channel.receive();
  if (start.type === 'start') await run(setup, start, channel, loaded, statistics);
}

async function load(setup: TrainerSetup, channel: Channel): Promise<LoadedBackend> {
  try {
    return await loadBackend(setup);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    channel.send({ type: 'failed', failure: { kind: 'backend', message, frames: [], stack: null } });
    process.exit(1);
  }
}

interface Reader {
  statistics: Statistics;
  read: ReturnType<typeof tensorReader>;
}

/** On the WASM backend the kernel works on the heap where the tensors are. */
function prepareStatistics({ tf }: LoadedBackend): Reader {
  const heap = wasmHeap(tf);
  const module = new WebAssembly.Module(fs.readFileSync(path.join(__dirname, 'statistics.wasm')));
  return {
    statistics: new Statistics(module, heap ?? ownMemory()),
    read: tensorReader(engineOf(tf), heap, heap && (tf.backend() as unknown as Backend)),
  };
}

async function run(setup: TrainerSetup, start: StartCommand, channel: Channel, { tf }: LoadedBackend, reader: Reader): Promise<void> {
  const program = prepareProgram(start, setup.fence?.scratch);
  const send = channel.send.bind(channel);
  const ending = new Ending(send, () => capture.flush());
  const budget = new Budget(start, {
    send,
    receive: () => channel.receive(),
    flush: () => capture.flush(),
    finish: (stopped) => ending.finish(stopped),
  });
  const capture = new Capture({
    tf,
    ...reader,
    isBundle: program.isBundle,
    sampler: start.capture === 'adaptive' ? new AdaptiveSampler() : null,
    histograms: start.histograms,
    now: budget.now,
    emit: send,
    beforeStep: budget.beforeStep,
  });
  capture.install();
  await superviseProgram({ tf, start, program, ending, send, stepCount: () => capture.stepCount });
}

main().catch((error: unknown) => {
  if (error instanceof HostGone) process.exit(0);
  throw error;
});
