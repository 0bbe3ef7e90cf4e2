// @ts-check
/** Where things too big for the repository are kept, so that every clone on this machine finds them again. */
import os from 'node:os';
import path from 'node:path';

/** @returns {string} the folder that this project may fill in the user's cache */
export function cacheFolder() {
  const root = process.env.XDG_CACHE_HOME
    || (process.platform === 'win32' ? process.env.LOCALAPPDATA : undefined)
    || path.join(os.homedir(), '.cache');
  return path.join(root, 'gradient-inspector');
}
