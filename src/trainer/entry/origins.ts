/**
 * Where the program began what fails later. The errors of sockets, streams and worker threads are made by Node's own code
 * when nothing of the program is on the stack any more, so that the place has to be taken when it asks for them.
 */
import childProcess from 'node:child_process';
import type { EventEmitter } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import workerThreads from 'node:worker_threads';
import type { BundleFrame } from '../../shared/trainerProtocol.js';
import { intercept } from '../capture/patch.js';
import { bundleFrames, callSites, type IsBundle } from '../capture/sites.js';

/** A thread or process that the program started: what happens in it is not seen. */
export interface Elsewhere {
  what: 'worker thread' | 'child process';
  /** The file that runs in it, where it is known and another than the program's own. */
  file: string | null;
  frames: BundleFrame[];
}

/** Commands that run JavaScript: other processes train nothing with tfjs. */
const RUNS_JAVASCRIPT = /^(?:node|nodejs|npx|npm|pnpm|yarn|tsx|ts-node|bun|deno)(?:\.(?:exe|cmd))?$/i;
const SCRIPT = /\.[cm]?[jt]s$/;

type Callback = (error: unknown, ...more: unknown[]) => void;

export class Origins {
  /** The first one started by the program itself. */
  elsewhere: Elsewhere | null = null;
  private readonly known = new WeakMap<Error, BundleFrame[]>();

  /** @param onElsewhere is told of the first thread or process, as soon as it is started */
  constructor(private readonly isBundle: IsBundle, private readonly onElsewhere: (elsewhere: Elsewhere) => void) {}

  /** Call it before the program is loaded. */
  watch(): void {
    for (const module of [http, https]) {
      for (const method of ['get', 'request'] as const) {
        intercept(module, method, (_, args, call) => this.follow((call as (...given: unknown[]) => http.ClientRequest)(...args)));
      }
    }
    intercept(fs, 'createReadStream', (_, args, call) => this.follow(call(...args)));
    intercept(fs, 'createWriteStream', (_, args, call) => this.follow(call(...args)));
    intercept(fs, 'readFile', (_, args, call) => {
      const callback = args.at(-1) as Callback;
      const frames = this.frames();
      const told: Callback = (error, ...more) => {
        this.remember(error, frames);
        callback(error, ...more);
      };
      (call as (...given: unknown[]) => void)(...args.slice(0, -1), typeof callback === 'function' ? told : callback);
    });
    for (const method of ['fork', 'spawn', 'exec', 'execFile', 'spawnSync', 'execSync', 'execFileSync'] as const) {
      intercept(childProcess as unknown as Record<string, (...given: unknown[]) => unknown>, method, (_, args, call) => {
        const [command, given] = args;
        const words = [...(method === 'fork' ? ['node', command] : String(command).split(' ')), ...(Array.isArray(given) ? given : [])].map(String);
        const runs = command === process.execPath || RUNS_JAVASCRIPT.test(path.basename(words[0]!));
        if (runs) this.leave('child process', words.slice(1).find((word) => SCRIPT.test(word)));
        return call(...args);
      });
    }
    workerThreads.Worker = new Proxy(workerThreads.Worker, {
      construct: (target, args) => {
        const [file, options] = args as ConstructorParameters<typeof workerThreads.Worker>;
        this.leave('worker thread', options?.eval ? null : file);
        return this.follow(Reflect.construct(target, args) as workerThreads.Worker);
      },
    });
    // Named imports of built-in modules see the change only then.
    syncBuiltinESMExports();
  }

  /** Where the program asked for what ended in this error, or in its cause; empty when that is not known. */
  of(thrown: unknown): BundleFrame[] {
    if (!(thrown instanceof Error)) return [];
    return this.known.get(thrown) ?? this.of(thrown.cause);
  }

  private frames(): BundleFrame[] {
    return bundleFrames(callSites(), this.isBundle);
  }

  private leave(what: Elsewhere['what'], script: unknown): void {
    const frames = this.frames();
    if (this.elsewhere || frames.length === 0) return;
    const file = script ? path.basename(String(script)) : null;
    this.elsewhere = { what, file: file === path.basename(process.argv[1]!) ? null : file, frames };
    this.onElsewhere(this.elsewhere);
  }

  private follow<T extends EventEmitter>(emitter: T): T {
    const frames = this.frames();
    if (frames.length > 0) {
      intercept(emitter as EventEmitter, 'emit', (_, [event, ...args], call) => {
        if (event === 'error') this.remember(args[0], frames);
        return call(event, ...(args as unknown[]));
      });
    }
    return emitter;
  }

  private remember(error: unknown, frames: BundleFrame[]): void {
    if (error instanceof Error && !this.known.has(error)) this.known.set(error, frames);
  }
}
