import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Asking the system is a file read on Linux and a process elsewhere. */
const INTERVAL_MS = process.platform === 'linux' ? 500 : 3000;

/**
 * Watches the resident memory of a process: the heap limit of V8 does not count tensors, which live outside of it.
 * Calls `onExceeded` once. Returns the function that ends the watch.
 */
export function watchResidentMemory(pid: number, limitMb: number, onExceeded: (mb: number) => void): () => void {
  let timer: NodeJS.Timeout;
  let over = false;
  const look = async (): Promise<void> => {
    const mb = await residentMb(pid).catch(() => 0);
    if (over) return;
    if (mb > limitMb) onExceeded(Math.round(mb));
    else wait();
  };
  const wait = (): void => {
    timer = setTimeout(() => void look(), INTERVAL_MS);
    timer.unref();
  };
  wait();
  return () => {
    over = true;
    clearTimeout(timer);
  };
}

/** Resident memory of a process in MB. Rejects when there is no such process. */
export async function residentMb(pid: number): Promise<number> {
  switch (process.platform) {
    case 'linux':
      return kilobytes(/^VmRSS:\s*(\d+) kB/m.exec(await fs.readFile(`/proc/${pid}/status`, 'utf8'))?.[1]);
    case 'win32': {
      // "node.exe","4711","Console","1","123.456 K", with the digits grouped as people do there.
      const { stdout } = await run('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH'], { windowsHide: true });
      return kilobytes(/"([^"]*)"\s*$/.exec(stdout)?.[1].replace(/\D/g, ''));
    }
    default:
      return kilobytes((await run('ps', ['-o', 'rss=', '-p', String(pid)])).stdout.trim());
  }
}

function kilobytes(digits: string | undefined): number {
  return Number(digits ?? 0) / 1024;
}
