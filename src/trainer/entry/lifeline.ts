/** Ends this process when its host is gone, even in the middle of an endless synchronous loop. */
import { Worker } from 'node:worker_threads';
import { LIFELINE_FD } from '../../shared/trainerProtocol.js';

/**
 * Runs in the worker. Its event loop turns although the main thread's does not, and a socket, unlike a blocking read, lets
 * the worker be ended at the process's own exit.
 */
const WATCHER = `
  const { Socket } = require('node:net');
  const end = () => process.kill(process.pid, 'SIGKILL');
  new Socket({ fd: ${LIFELINE_FD}, readable: true, writable: false }).on('end', end).on('error', end).resume();
`;

/** Starts the watcher. Where the process may not start workers, or was given no lifeline, the host has to see to it. */
export function holdLifeline(): void {
  try {
    const worker = new Worker(WATCHER, { eval: true, stdout: true, stderr: true });
    worker.on('error', () => undefined);
    worker.unref();
  } catch {
    // Fenced without --allow-worker: such runs are ended by the host after a silence.
  }
}
