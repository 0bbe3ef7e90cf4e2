/** A plain Node on this machine, for what the runtime of an editor cannot do. */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { scrubbedEnvironment } from './environment.js';

/** The oldest major version that the training child runs on. */
const OLDEST = 20;

const TIMEOUT_MS = 20_000;

const ASK = 'JSON.stringify({ path: process.execPath, version: process.versions.node, isElectron: "electron" in process.versions })';

export interface FoundNode {
  /** Its own path: version managers put links or scripts on PATH. */
  path: string;
  /** "20.20.0". */
  version: string;
}

/**
 * The first Node on PATH that is recent enough, other than the runtime `besides`. On a desktop VS Code that is Electron,
 * whose V8 refuses some native packages; on a remote machine it is a Node of VS Code's own.
 */
export async function findNode(besides = process.execPath, env = process.env): Promise<FoundNode | null> {
  for (const file of nodesOnPath(env)) {
    const node = await askNode(file);
    if (node && isRecentEnough(node.version) && realPath(node.path) !== realPath(besides)) return node;
  }
  return null;
}

/** Null when the file is no Node. */
export function askNode(file: string): Promise<FoundNode | null> {
  return new Promise((resolve) => {
    execFile(file, ['-p', ASK], { env: scrubbedEnvironment(process.env), timeout: TIMEOUT_MS }, (error, stdout) => {
      resolve(error ? null : parse(stdout));
    });
  });
}

export function isRecentEnough(version: string): boolean {
  return Number(version.split('.', 1)[0]) >= OLDEST;
}

function parse(answer: string): FoundNode | null {
  try {
    const { path: file, version, isElectron } = JSON.parse(answer) as FoundNode & { isElectron: boolean };
    return isElectron ? null : { path: file, version };
  } catch {
    return null;
  }
}

function nodesOnPath(env: NodeJS.ProcessEnv): string[] {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const folders = (env.PATH ?? env.Path ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return [...new Set(folders)].map((folder) => path.join(folder, name)).filter((file) => fs.existsSync(file));
}

function realPath(file: string): string {
  return fs.existsSync(file) ? fs.realpathSync.native(file) : file;
}
