import { execFile } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/** POSIX children are the leaders of a process group of their own, so that one signal reaches all that they started. */
export const OWN_GROUP = process.platform !== 'win32';

/** Signals the child and everything it started. Windows knows no signals: there every one of them kills. */
export function signalTree(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  if (!OWN_GROUP) {
    execFile('taskkill', ['/pid', String(child.pid), '/T', '/F'], () => undefined);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nothing is left of the group.
  }
}

const living = new Set<ChildProcess>();
process.once('exit', () => living.forEach((child) => signalTree(child, 'SIGKILL')));

/** Kills the tree when this process exits first; the child's lifeline covers the exits that run no handler. */
export function dieWithHost(child: ChildProcess): void {
  living.add(child);
  child.once('exit', () => living.delete(child));
}
