/** File names as keys: one spelling per file, links resolved as Node resolves them. */
import * as fs from 'node:fs';
import * as path from 'node:path';

/** The file's real path; of a file that does not exist yet, the real path of the nearest folder that does. */
export function realPath(file: string): string {
  const resolved = path.resolve(file);
  try {
    return fs.realpathSync.native(resolved);
  } catch {
    const parent = path.dirname(resolved);
    return parent === resolved ? resolved : path.join(realPath(parent), path.basename(resolved));
  }
}

/** Equal for equal files: Windows does not tell upper from lower case. */
export function fileKey(file: string): string {
  const normal = path.normalize(file);
  return process.platform === 'win32' ? normal.toLowerCase() : normal;
}

/** Whether the file belongs to an installed package. */
export function isInstalled(file: string): boolean {
  return file.split(path.sep).includes('node_modules');
}

/** The folder from which V8 and esbuild name it, back in the user's spelling of the root. */
export function underRoot(file: string, root: string, realRoot: string): string {
  const relative = path.relative(realRoot, file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : path.join(root, relative);
}
