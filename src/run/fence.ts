import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { scrubbedEnvironment } from './environment.js';

/**
 * Node's permission model as a fence against accidents in runs that the user did not start one by one: reading is
 * allowed, writing only in a throw-away folder, no child processes, no native add-ons. It is no sandbox against malice.
 */

/** `--experimental-permission` is the name on Node 20, on which the shorter one does not exist. */
const FLAGS = ['--permission', '--experimental-permission'] as const;
export type FenceFlag = (typeof FLAGS)[number];

const known = new Map<string, Promise<FenceFlag | null>>();

/** The flag by which this runtime switches the permission model on, or null when it has none (as some editors' have not). */
export function fenceFlag(nodePath: string): Promise<FenceFlag | null> {
  let answer = known.get(nodePath);
  if (!answer) {
    answer = firstAccepted(nodePath);
    known.set(nodePath, answer);
  }
  return answer;
}

async function firstAccepted(nodePath: string): Promise<FenceFlag | null> {
  for (const flag of FLAGS) {
    if (await accepts(nodePath, flag)) return flag;
  }
  return null;
}

/** Electron ignores flags that it does not know, so that only the effect tells. */
function accepts(nodePath: string, flag: FenceFlag): Promise<boolean> {
  const probe = 'process.exit(process.permission?.has("fs.write") === false ? 0 : 1)';
  return new Promise((resolve) => {
    execFile(nodePath, [flag, '--allow-fs-read=*', '-e', probe], { env: scrubbedEnvironment(process.env), timeout: 20_000 }, (error) => {
      resolve(error === null);
    });
  });
}

/** Node's arguments for a fenced child. The trainer watches its lifeline in a worker, which it starts before the program. */
export function fenceArguments(flag: FenceFlag, scratch: string): string[] {
  return [
    flag, '--allow-fs-read=*', `--allow-fs-write=${scratch}`, '--allow-worker',
    '--disable-warning=ExperimentalWarning', '--disable-warning=SecurityWarning',
  ];
}

/** A path for a new throw-away folder; the trainer process makes it and removes it. */
export function scratchFolder(): string {
  return path.join(fs.realpathSync(os.tmpdir()), `gradient-inspector-${randomUUID()}`);
}
