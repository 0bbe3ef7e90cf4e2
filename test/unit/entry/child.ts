/** The real training child, bundled as the build does it, spoken to over its three pipes. */
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import v8 from 'node:v8';
import { build } from 'esbuild';
import { COMMAND_FD, EVENT_FD, LIFELINE_FD, type RawFailure, type StartCommand, type StepEvent, type TrainerCommand, type TrainerEvent, type TrainerMessage, type TrainerSetup }
  from '../../../src/shared/trainerProtocol.js';
import { kernelNames } from '../../../scripts/kernels.cjs';
import { trainerBuild } from '../../../scripts/trainerBuild.cjs';

const root = path.resolve(import.meta.dirname, '../../..');

/** Builds the trainer into a folder of its own. */
export async function buildTrainer(): Promise<string> {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'gradient-inspector-trainer-'));
  await build({ ...trainerBuild, outdir: folder, logLevel: 'error' });
  for (const name of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm']) {
    fs.copyFileSync(path.join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist', name), path.join(folder, name));
  }
  for (const name of kernelNames) fs.copyFileSync(path.join(root, 'dist/trainer', name), path.join(folder, name));
  return folder;
}

export interface Run {
  events: TrainerEvent[];
  steps: StepEvent[];
  last: TrainerEvent;
  failure: RawFailure | null;
  code: number | null;
  signal: string | null;
  output: string;
}

type Options = Partial<Omit<StartCommand, 'type' | 'program'>> & {
  code: string;
  format?: 'commonjs' | 'module';
  fence?: TrainerSetup['fence'];
  nodeFlags?: string[];
  /** Commands to warm up that the child gets before the program. */
  warmUps?: number;
  /** Called for each event; may answer with a command. */
  onEvent?: (event: TrainerEvent, child: ChildProcess) => TrainerCommand | undefined;
};

/** Runs a program to its end. `folder` is where the trainer was built; the program's file need not exist. */
export async function runProgram(folder: string, { code, format = 'commonjs', fence = null, nodeFlags = [], warmUps = 0, onEvent, ...start }: Options): Promise<Run> {
  const file = path.join(folder, format === 'module' ? 'program.mjs' : 'program.js');
  const setup: TrainerSetup = { packageRoot: folder, backend: 'wasm', fence };
  const child = spawn(process.execPath, [...nodeFlags, path.join(folder, 'main.js'), JSON.stringify(setup)], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  const events: TrainerEvent[] = [];
  let output = '';
  child.stdout!.on('data', (text) => (output += String(text)));
  child.stderr!.on('data', (text) => (output += String(text)));
  const send = (command: TrainerCommand): void => {
    const body = v8.serialize(command);
    const header = Buffer.alloc(4);
    header.writeUInt32LE(body.length);
    (child.stdio[COMMAND_FD] as Writable).write(Buffer.concat([header, body]));
  };
  for (const fd of [EVENT_FD, COMMAND_FD, LIFELINE_FD]) child.stdio[fd]!.on('error', () => undefined);
  let buffer = Buffer.alloc(0);
  (child.stdio[EVENT_FD] as Readable).on('data', (data: Buffer) => {
    buffer = Buffer.concat([buffer, data]);
    while (buffer.length >= 4 && buffer.length >= 4 + buffer.readUInt32LE(0)) {
      const end = 4 + buffer.readUInt32LE(0);
      const message = v8.deserialize(buffer.subarray(4, end)) as TrainerMessage;
      buffer = buffer.subarray(end);
      if (message.type === 'ready') {
        for (let i = 0; i < warmUps; i++) send({ type: 'warmUp' });
        send({
          type: 'start', program: { file, code, format }, entry: null, args: [], cwd: folder, seed: 1, capture: 'every', histograms: true,
          steps: null, seconds: null, atLimit: 'end', ...start,
        });
      }
      for (const event of message.type === 'steps' ? message.steps : [message]) {
        events.push(event);
        const answer = onEvent?.(event, child);
        if (answer) send(answer);
      }
    }
  });
  const [exitCode, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...end) => resolve(end));
  });
  const last = events.at(-1)!;
  return {
    events, steps: events.filter((event) => event.type === 'step'), last, code: exitCode, signal, output,
    failure: last?.type === 'failed' ? last.failure : null,
  };
}
