/**
 * A thread beside the program, which answers the host and ends this process when the host is gone, even while the main
 * thread is in the middle of an endless synchronous loop.
 */
import { Worker } from 'node:worker_threads';
import { LIFELINE_FD } from '../../shared/trainerProtocol.js';

/** How long the main thread may take to come to a statement of JavaScript; waiting for its event loop, it never does. */
const PAUSE_MS = 1000;

/**
 * Runs in the worker. Its event loop turns although the main thread's does not, and a socket, unlike a blocking read, lets
 * the worker be ended at the process's own exit. A byte from the host asks where the main thread is: the debugger stops it
 * for an instant, and its stack goes back as a line of JSON.
 */
const WATCHER = `
  const { Socket } = require('node:net');
  const end = () => process.kill(process.pid, 'SIGKILL');
  const lifeline = new Socket({ fd: ${LIFELINE_FD}, readable: true, writable: true });
  lifeline.on('end', end).on('error', end).on('data', () => answer());
  async function answer() {
    lifeline.write(JSON.stringify(await stack().catch(() => [])) + '\\n');
  }
  const pathOf = (url) => url.startsWith('file:') ? require('node:url').fileURLToPath(url) : url;
  async function stack() {
    const inspector = require('node:inspector/promises');
    const session = new inspector.Session();
    session.connectToMainThread();
    const scripts = new Map();
    session.on('Debugger.scriptParsed', ({ params }) => scripts.set(params.scriptId, pathOf(params.url)));
    try {
      const paused = new Promise((resolve) => session.once('Debugger.paused', ({ params }) => resolve(params.callFrames)));
      await session.post('Debugger.enable');
      await session.post('Debugger.pause');
      const none = new Promise((resolve) => setTimeout(resolve, ${PAUSE_MS}, []));
      return (await Promise.race([paused, none])).map(({ location }) =>
        ({ script: scripts.get(location.scriptId) ?? '', line: location.lineNumber + 1, column: location.columnNumber + 1 }));
    } finally {
      // The main thread goes on when nobody debugs it any more.
      session.disconnect();
    }
  }
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
