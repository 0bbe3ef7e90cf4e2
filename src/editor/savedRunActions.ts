import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { SavedRun } from '../analysis/index.js';
import type { ReadingActions } from '../views/shownRun.js';
import { COMMANDS } from './names.js';
import { openSource } from './openSource.js';

/** Leads from a run file to the sources it tells of, where they are on this machine. */
export class SavedRunActions implements ReadingActions {
  /** @param folder of the run file */
  constructor(private readonly run: SavedRun, private readonly folder: string) {}

  reveal(_: unknown, layer: string): void {
    const site = this.run.store.layers.find(({ id }) => id === layer)?.site;
    if (site) void this.open(site.file, site.line, site.column);
  }

  openFailure(): void {
    const { failure } = this.run.status;
    if (failure?.file) void this.open(failure.file, failure.line ?? 1, failure.column ?? 1);
  }

  private async open(file: string, line: number, column: number): Promise<void> {
    const found = this.find(file);
    if (!found) {
      void vscode.window.showInformationMessage(vscode.l10n.t('{0} is not in an open folder, nor beside the run file.', file));
      return;
    }
    const position = new vscode.Position(line - 1, column - 1);
    await openSource(vscode.Uri.file(found), new vscode.Range(position, position));
  }

  /** A run file may come from anywhere, so that no other places are looked at. */
  private find(file: string): string | null {
    const folders = [...(vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath), this.folder];
    const isInside = (candidate: string): boolean => folders.some((folder) => {
      const relative = path.relative(folder, candidate);
      return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
    });
    const candidates = [this.run.root, ...folders].map((folder) => path.resolve(folder, file));
    return candidates.find((candidate) => isInside(candidate) && fs.existsSync(candidate)) ?? null;
  }
}

/** For a run that this editor made before it was restarted: it can be made again. */
export class EarlierRunActions extends SavedRunActions {
  constructor(run: SavedRun, private readonly uri: vscode.Uri) {
    super(run, path.dirname(uri.fsPath));
  }

  analyze(): void {
    void vscode.commands.executeCommand(COMMANDS.analyze, this.uri);
  }
}
