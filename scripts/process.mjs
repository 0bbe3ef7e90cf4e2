// @ts-check
/** Child processes of the scripts: run to the end, or started in the background and ended as a whole. */
import { spawn } from 'node:child_process';

const onWindows = process.platform === 'win32';

/**
 * Runs a command to its end with its output on our own.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} its exit code; 1 when a signal ended it
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/**
 * Runs npm; on Windows it is a .cmd file, which only a shell starts.
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<void>} rejects when npm fails
 */
export async function npm(args, options = {}) {
  const code = await run(onWindows ? 'npm.cmd' : 'npm', args, { shell: onWindows, ...options });
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed with exit code ${code}.`);
}

/**
 * Ends a process that was started detached, and everything it started: politely, then by force.
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} [patience] milliseconds between the two
 * @returns {Promise<void>} resolves when it is gone
 */
export async function endGroup(child, patience = 3000) {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    signalGroup(child, 'SIGTERM');
    const force = setTimeout(() => signalGroup(child, 'SIGKILL'), patience);
    await gone;
    clearTimeout(force);
  }
  // Its children may outlive it by a moment, or hang.
  signalGroup(child, 'SIGKILL');
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(onWindows ? child.pid : -child.pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}
