/** Which files can be analyzed, and in which folder they run. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';

const EXTENSIONS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

export const MODEL_FILES: vscode.DocumentSelector = { scheme: 'file', pattern: `**/*{${EXTENSIONS.join(',')}}` };

/** Why nothing can be run for `uri`, in one sentence; null when it can. Trust is another matter. */
export function unfit(uri: vscode.Uri | undefined): string | null {
  if (!uri) return vscode.l10n.t('Open a TypeScript or JavaScript file first, or right-click one in the Explorer.');
  const name = path.posix.basename(uri.path);
  if (uri.scheme === 'untitled') return vscode.l10n.t('Save {0} first: a program runs from its folder, and this one has none yet.', name);
  if (uri.scheme !== 'file') {
    return vscode.l10n.t('{0} is not on a disk ({1}:), so it cannot be run here. Open its folder, then analyze it.', name, uri.scheme);
  }
  if (/\.d\.[cm]?ts$/.test(name)) return vscode.l10n.t('{0} holds declarations only: there is nothing to run in it.', name);
  if (!EXTENSIONS.includes(path.extname(name).toLowerCase())) {
    return vscode.l10n.t('{0} cannot be analyzed: only {1} files can.', name, EXTENSIONS.join(' '));
  }
  return null;
}

/** What the run's file names are relative to: the workspace folder, else the file's own. */
export function rootOf(uri: vscode.Uri): string {
  return vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? path.dirname(uri.fsPath);
}

/** The folder the program runs in. `package`: the nearest one with a package.json inside the root, else the root. */
export function workingDirectory(uri: vscode.Uri, choice: 'package' | 'file'): string {
  const own = path.dirname(uri.fsPath);
  if (choice === 'file') return own;
  const root = rootOf(uri);
  for (let folder = own; ; folder = path.dirname(folder)) {
    if (folder === root || fs.existsSync(path.join(folder, 'package.json'))) return folder;
    if (folder === path.dirname(folder)) return root;
  }
}

/** The text of every open file that is not saved as it is, by absolute path: programs run as they stand in the editor. */
export function unsavedTexts(): Map<string, string> {
  const dirty = vscode.workspace.textDocuments.filter((document) => document.isDirty && document.uri.scheme === 'file');
  return new Map(dirty.map((document) => [document.uri.fsPath, document.getText()]));
}
