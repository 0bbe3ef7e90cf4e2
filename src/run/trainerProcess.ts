import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import fs from 'node:fs/promises';
import os from 'node:os';
import type { Duplex, Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { COMMAND_FD, EVENT_FD, LIFELINE_FD } from '../shared/trainerProtocol.js';
import type { ScriptFrame, StartCommand, TrainerCommand, TrainerEvent, TrainerMessage, TrainerSetup } from '../shared/trainerProtocol.js';
import { scrubbedEnvironment } from './environment.js';
import { fenceArguments, fenceFlag } from './fence.js';
import { encodeFrame, FrameDecoder, FrameError } from './frameDecoder.js';
import { askMainStack } from './mainStack.js';
import { OutputTail } from './outputTail.js';
import { dieWithHost, OWN_GROUP, signalTree } from './processTree.js';
import { watchResidentMemory } from './residentMemory.js';
import { explainExit } from './trainerExit.js';
import type { ExitCause, TrainerExit } from './trainerExit.js';

export const DEFAULT_MAX_HEAP_MB = 4096;

/**
 * V8 begins with a young generation of 1 MB, which the objects of a single step fill several times over; with this much it
 * is not collected before the first steps are done.
 */
const MIN_SEMI_SPACE_MB = 16;

/** What a training child's Node is told of its heap. */
export function heapFlags(maxHeapMb = DEFAULT_MAX_HEAP_MB): string[] {
  return [`--max-old-space-size=${maxHeapMb}`, `--min-semi-space-size=${MIN_SEMI_SPACE_MB}`];
}

/** Three quarters of the machine, at most 16 GB: tensors lie outside of V8's heap. */
export function defaultMaxResidentMb(): number {
  return Math.min(16 * 1024, Math.round(0.75 * os.totalmem() / 2 ** 20));
}

export interface TrainerProcessOptions {
  /** The trainer's bundle. */
  trainerPath: string;
  /** The Node (or Electron) that runs it; default: the one that runs us. */
  nodePath?: string;
  /** Limit of V8's old space. */
  maxHeapMb?: number;
  maxResidentMb?: number;
  /** From the start of the process to its `ready`; loading TensorFlow with CUDA takes ten seconds and more. */
  startTimeoutMs?: number;
  /** From the polite end to the hard one. */
  killGraceMs?: number;
}

export type OutputStream = 'stdout' | 'stderr';
export type ReadyEvent = Extract<TrainerEvent, { type: 'ready' }>;

interface Subscription {
  dispose(): void;
}

/** Why the process was made to end, when it did not end by itself. */
interface Verdict {
  cause: ExitCause;
  message: string;
}

/**
 * One training child. It starts at once and loads its backend; `ready` resolves then, and `start` may be called.
 * A process that was never given a `start` is a warm standby. `stopped` always resolves, after the last event was
 * delivered, and then nothing that the child started is left.
 */
export class TrainerProcess {
  readonly ready: Promise<ReadyEvent>;
  readonly stopped: Promise<TrainerExit>;

  readonly #emitter = new EventEmitter();
  readonly #tail = new OutputTail();
  readonly #maxHeapMb: number;
  #child: ChildProcess | null = null;
  #verdict: Verdict | null = null;
  #started = false;
  #over = false;

  constructor(private readonly setup: TrainerSetup, private readonly options: TrainerProcessOptions) {
    this.#maxHeapMb = options.maxHeapMb ?? DEFAULT_MAX_HEAP_MB;
    let isReady = false;
    this.ready = new Promise((resolve, reject) => {
      this.#emitter.once('event:ready', (event: ReadyEvent) => {
        isReady = true;
        resolve(event);
      });
      this.#emitter.once('stopped', (exit: TrainerExit) => reject(new Error(exit.message)));
    });
    // Whoever waits for `ready` hears of a failure; a standby that nobody waits for must not end the host.
    this.ready.catch(() => undefined);
    const timeoutMs = options.startTimeoutMs ?? 60_000;
    const timer = setTimeout(() => {
      if (!isReady) this.#end('start-timeout', `The training process was not ready after ${timeoutMs / 1000} s.`);
    }, timeoutMs);
    this.ready.then(() => clearTimeout(timer), () => clearTimeout(timer));
    this.stopped = this.#run();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Whether the process has ended, or was told to. */
  get ending(): boolean {
    return this.#over || this.#verdict !== null;
  }

  /**
   * Prepares a child that waits for a fast first step, one small model after another. After `ready`; a `start` meanwhile
   * waits for no more than the model that is being trained.
   */
  warmUp(): void {
    if (!this.#started) this.#send({ type: 'warmUp' });
  }

  /** Runs the program. Once, after `ready`. */
  start(command: StartCommand): void {
    this.#started = true;
    this.#send(command);
  }

  /** Answers `paused`. Limits count over the whole run; null: none. */
  continue(limits: { steps: number | null; seconds: number | null }): void {
    this.#send({ type: 'continue', ...limits });
  }

  /** Ends the process and all that it started: politely, and after a short grace for certain. */
  async stop(): Promise<void> {
    this.#end('stopped', 'The training process was stopped.');
    await this.stopped;
  }

  /** Where its main thread is, innermost first, also in the middle of an endless loop; empty when that cannot be told. */
  async mainStack(): Promise<ScriptFrame[]> {
    const lifeline = this.#child?.stdio.at(LIFELINE_FD) as Duplex | undefined;
    return !this.ending && lifeline?.writable ? askMainStack(lifeline) : [];
  }

  onEvent(listener: (event: TrainerEvent) => void): Subscription {
    return this.#on('event', listener);
  }

  /** The program's own output. */
  onOutput(listener: (text: string, stream: OutputStream) => void): Subscription {
    return this.#on('output', listener);
  }

  #on<A extends unknown[]>(name: string, listener: (...args: A) => void): Subscription {
    this.#emitter.on(name, listener as (...args: unknown[]) => void);
    return { dispose: () => this.#emitter.off(name, listener as (...args: unknown[]) => void) };
  }

  #send(command: TrainerCommand): void {
    const pipe = this.#child?.stdio[COMMAND_FD] as Writable | undefined;
    if (!this.ending && pipe?.writable) pipe.write(encodeFrame(command));
  }

  async #run(): Promise<TrainerExit> {
    let exit: TrainerExit;
    try {
      exit = await this.#untilGone(await this.#spawn());
    } catch (error) {
      exit = {
        cause: this.#verdict?.cause ?? 'spawn', code: null, signal: null, lastLines: [],
        message: this.#verdict?.message ?? `The training process could not be started: ${messageOf(error)}`,
      };
    }
    this.#over = true;
    if (this.setup.fence) await fs.rm(this.setup.fence.scratch, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
    this.#emitter.emit('stopped', exit);
    return exit;
  }

  async #spawn(): Promise<ChildProcess> {
    const node = this.options.nodePath ?? process.execPath;
    const flags = heapFlags(this.#maxHeapMb);
    if (this.setup.fence) {
      const flag = await fenceFlag(node);
      if (flag === null) throw new Error(`${node} cannot keep a program from writing files, which is needed here.`);
      await fs.mkdir(this.setup.fence.scratch, { recursive: true });
      flags.push(...fenceArguments(flag, this.setup.fence.scratch));
    }
    if (this.#verdict) throw new Error(this.#verdict.message);
    const child = spawn(node, [...flags, this.options.trainerPath, JSON.stringify(this.setup)], {
      env: scrubbedEnvironment(process.env),
      detached: OWN_GROUP,
      windowsHide: true,
      // stdin, stdout, stderr, events, commands, lifeline: see trainerProtocol.ts.
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    dieWithHost(child);
    return child;
  }

  async #untilGone(child: ChildProcess): Promise<TrainerExit> {
    const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
      child.once('error', reject);
    });
    // Pipes break when the child dies; that is told by its exit.
    for (const pipe of child.stdio) pipe?.on('error', () => undefined);
    this.#forward(child.stdout!, 'stdout');
    this.#forward(child.stderr!, 'stderr');
    const events = child.stdio[EVENT_FD] as Readable;
    const checkEnd = this.#decode(events);

    const limit = this.options.maxResidentMb ?? defaultMaxResidentMb();
    const endWatch = child.pid === undefined ? () => undefined : watchResidentMemory(child.pid, limit, (mb) => {
      this.#end('memory', `The program took ${mb} MB of memory, more than its limit of ${limit} MB.`);
    });
    try {
      const { code, signal } = await exited;
      // What the child started lives on in its group and may hold the pipes open.
      signalTree(child, 'SIGKILL');
      const drained = [finished(events, { writable: false }), finished(child.stdout!), finished(child.stderr!)];
      await Promise.race([Promise.allSettled(drained), sleep(2000, undefined, { ref: false })]);
      // A child that was killed may have been in the middle of a frame.
      if (code === 0) checkEnd();
      const { cause, message } = this.#verdict ?? explainExit(code, signal, this.#tail.text, this.#maxHeapMb);
      return { cause, message, code, signal, lastLines: this.#tail.lines(12) };
    } finally {
      endWatch();
    }
  }

  #forward(stream: Readable, name: OutputStream): void {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      if (name === 'stderr') this.#tail.push(text);
      this.#emitter.emit('output', text, name);
    });
  }

  /** Returns the check that the stream did not end inside a frame. */
  #decode(events: Readable): () => void {
    const decoder = new FrameDecoder((message) => {
      const told = message as TrainerMessage;
      if (told.type === 'partlyWarm') return this.warmUp();
      if (told.type === 'ready') this.#emitter.emit('event:ready', told);
      for (const event of told.type === 'steps' ? told.steps : [told]) this.#emitter.emit('event', event);
    });
    const guarded = (read: () => void): void => {
      try {
        read();
      } catch (error) {
        this.#end('protocol', messageOf(error));
        // A fault of whoever listens is not the child's.
        if (!(error instanceof FrameError)) throw error;
      }
    };
    events.on('data', (bytes: Buffer) => guarded(() => decoder.push(bytes)));
    return () => guarded(() => decoder.end());
  }

  /** Makes the process end, for the first reason given. */
  #end(cause: ExitCause, message: string): void {
    if (this.ending) return;
    this.#verdict = { cause, message };
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    signalTree(child, cause === 'stopped' ? 'SIGTERM' : 'SIGKILL');
    const timer = setTimeout(() => signalTree(child, 'SIGKILL'), this.options.killGraceMs ?? 500);
    child.once('exit', () => clearTimeout(timer));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
