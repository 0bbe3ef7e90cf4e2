/**
 * What Node's permission model leaves open in runs that the user did not start one by one: sockets, signals, and worker
 * threads, which it does not bind. A fence against accidents, not against malice.
 */
import dgram from 'node:dgram';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import path from 'node:path';
import workerThreads from 'node:worker_threads';
import { intercept } from '../capture/patch.js';
import type { Tfjs } from '../capture/tfjs.js';
import { FenceError } from './failures.js';

const WAY_OUT = 'Use Analyze Gradients to run the program without the fence.';

export function raiseFence(tf: Tfjs, scratch: string): void {
  const forbid = (what: string) => (): never => {
    throw new FenceError(`This run may not ${what}: runs that start by themselves are fenced. ${WAY_OUT}`);
  };
  const network = forbid('open network connections');
  // http, https, tls and undici all connect by this.
  intercept(net.Socket.prototype, 'connect', network);
  intercept(net.Server.prototype, 'listen', network);
  intercept(dgram.Socket.prototype, 'bind', network);
  intercept(dgram.Socket.prototype, 'connect', network);
  intercept(dgram.Socket.prototype, 'send', network);
  intercept(globalThis, 'fetch', async () => network());
  intercept(process, 'kill', forbid('send signals to processes'));
  const worker = forbid('start worker threads');
  // `new` needs a function that is no arrow.
  workerThreads.Worker = function () { worker(); } as unknown as typeof workerThreads.Worker;
  // Named imports of built-in modules see the change only then.
  syncBuiltinESMExports();
  keepModelsIn(tf, scratch);
}

/** `model.save('file://...')` saves, but into the scratch folder. */
function keepModelsIn(tf: Tfjs, scratch: string): void {
  intercept(tf.LayersModel.prototype, 'save', (_, [target, config], call) => {
    if (typeof target !== 'string' || !target.startsWith('file://')) return call(target, config);
    const name = path.basename(target.slice('file://'.length)) || 'model';
    return call(`file://${path.join(scratch, name)}`, config);
  });
}
