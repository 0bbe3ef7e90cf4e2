/** Runs a package manager, as the user has consented to. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createInterface } from 'node:readline';
import { dieWithHost, OWN_GROUP, scrubbedEnvironment, signalTree } from '../../run/index.js';

export interface InstallRun {
  command: string;
  args: readonly string[];
  /** Made when it is not there. */
  folder: string;
}

/**
 * Resolves when it has ended, with whether it succeeded. `signal` ends it and all that it has started.
 * @throws Error when there is no such command
 */
export async function runInstall({ command, args, folder }: InstallRun, onLine: (line: string) => void, signal?: AbortSignal): Promise<boolean> {
  fs.mkdirSync(folder, { recursive: true });
  // The package managers of Windows are batch files, which a shell has to run.
  const shell = process.platform === 'win32';
  const child = spawn(command, shell ? args.map((arg) => (/\s/.test(arg) ? `"${arg}"` : arg)) : args, {
    cwd: folder, env: scrubbedEnvironment(process.env), stdio: ['ignore', 'pipe', 'pipe'], detached: OWN_GROUP, windowsHide: true, shell,
  });
  dieWithHost(child);
  const end = (): void => signalTree(child, 'SIGKILL');
  signal?.addEventListener('abort', end);
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code === 0));
      if (signal?.aborted) end();
    });
  } finally {
    signal?.removeEventListener('abort', end);
  }
}
