/** How a package gets into a project: with the project's own package manager, which its lock file tells. */
import fs from 'node:fs';
import path from 'node:path';

export type PackageManager = 'npm' | 'pnpm' | 'yarn';

const LOCK_FILES: readonly (readonly [string, PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'], ['yarn.lock', 'yarn'], ['package-lock.json', 'npm'], ['npm-shrinkwrap.json', 'npm'],
];

export interface InstallCommand {
  command: PackageManager;
  args: string[];
  /** The folder with the project's package.json, or that of the file where there is none. */
  folder: string;
}

/**
 * @param file a file of the project
 * @param root not looked beyond
 */
export function installCommand(name: string, version: string, file: string, root: string): InstallCommand {
  const folders = foldersUp(path.dirname(file), root);
  const folder = folders.find((each) => fs.existsSync(path.join(each, 'package.json'))) ?? path.dirname(file);
  const command = managerOf(foldersUp(folder, root));
  return { command, args: argumentsOf(command, folder, name, `${name}@${version}`), folder };
}

/** In a monorepo the lock file lies in a folder above the package. */
function managerOf(folders: readonly string[]): PackageManager {
  for (const folder of folders) {
    const found = LOCK_FILES.find(([file]) => fs.existsSync(path.join(folder, file)));
    if (found) return found[1];
  }
  return 'npm';
}

/** A package manager that does not run install scripts by itself is told to run this one's, which downloads the library. */
function argumentsOf(manager: PackageManager, folder: string, name: string, wanted: string): string[] {
  switch (manager) {
    case 'npm':
      return ['install', wanted];
    case 'pnpm':
      return ['add', `--allow-build=${name}`, ...(fs.existsSync(path.join(folder, 'pnpm-workspace.yaml')) ? ['--workspace-root'] : []), wanted];
    case 'yarn':
      return ['add', ...(isClassicWorkspaceRoot(folder) ? ['--ignore-workspace-root-check'] : []), wanted];
  }
}

/** Yarn 1 does not add to the root of a monorepo unasked; later ones do not know the flag, and have a file of their own. */
function isClassicWorkspaceRoot(folder: string): boolean {
  if (fs.existsSync(path.join(folder, '.yarnrc.yml'))) return false;
  const file = path.join(folder, 'package.json');
  return fs.existsSync(file) && 'workspaces' in (JSON.parse(fs.readFileSync(file, 'utf8')) as object);
}

function foldersUp(from: string, root: string): string[] {
  const folders = [from];
  while (folders.at(-1) !== root && path.dirname(folders.at(-1)!) !== folders.at(-1)) folders.push(path.dirname(folders.at(-1)!));
  return folders;
}
