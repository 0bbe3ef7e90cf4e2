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

/** A folder or file as the user names it, and where it really is: links may lie between. */
export interface Spelling {
  given: string;
  real: string;
}

/** The deepest folder of a path that a link leads to, in both spellings: `link/a.ts` is `real/a.ts`. */
export function linkedFolder(given: string): Spelling {
  let [link, real] = [path.resolve(given), realPath(given)];
  while (path.basename(link) === path.basename(real) && path.dirname(link) !== link) [link, real] = [path.dirname(link), path.dirname(real)];
  return { given: link, real };
}

/** A real path in the user's spelling: that of the first of these folders in which the file is found under it. */
export function asGiven(file: string, spellings: readonly Spelling[]): string {
  for (const { given, real } of spellings) {
    const relative = path.relative(real, file);
    if (relative.startsWith('..') || path.isAbsolute(relative)) continue;
    const spelled = path.join(given, relative);
    if (realPath(spelled) === file) return spelled;
  }
  return file;
}
