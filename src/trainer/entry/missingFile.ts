/** Files that the program did not find: most often it reads relative to a folder that it does not run in. */
import fs from 'node:fs';
import path from 'node:path';

/**
 * What to say about a file that is not there.
 * @param missing as the program asked for it @param main absolute path of the program
 */
export function missingFileMessage(missing: string, cwd: string, main: string): string {
  const within = path.relative(cwd, path.resolve(cwd, missing));
  const says = `The program reads '${missing}', which does not exist`;
  if (within.startsWith('..') || path.isAbsolute(within)) return `${says}.`;
  const folder = foldersAround(main).find((each) => each !== cwd && fs.existsSync(path.join(each, within)));
  if (folder === undefined) return `${says}: it runs in ${cwd}.`;
  return `${says} in ${cwd}, where it runs, but in ${folder}: run it there (--cwd on the command line, setting "workingDirectory" in the editor).`;
}

/** The program's folder and those above it, up to that of its package. */
function foldersAround(main: string): string[] {
  const folders: string[] = [];
  for (let folder = path.dirname(main); ; folder = path.dirname(folder)) {
    folders.push(folder);
    if (fs.existsSync(path.join(folder, 'package.json')) || folder === path.dirname(folder)) return folders;
  }
}
