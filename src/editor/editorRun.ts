import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Analysis } from '../analysis/index.js';

/** One analysis as the editor knows it: which file it was asked for, and what the sources looked like to it. */
export class EditorRun {
  /** Resolves when the run has ended or waits at its budget. */
  readonly settled: Promise<void>;
  /** Milliseconds since 1970. */
  readonly startedAt = Date.now();
  private readonly texts: Map<string, string | undefined>;

  constructor(readonly uri: vscode.Uri, readonly analysis: Analysis, readonly live: boolean) {
    this.texts = new Map(openTexts());
    this.settled = new Promise((resolve) => {
      const listener = analysis.onChange(() => {
        if (!this.over) return;
        listener.dispose();
        resolve();
      });
    });
  }

  get id(): string {
    return this.analysis.status.id;
  }

  /** Nothing more comes unless the user asks to go on. */
  get over(): boolean {
    return this.analysis.status.phase === 'paused' || this.analysis.status.phase === 'done';
  }

  /** Where a file that the run names is. */
  uriOf(file: string): vscode.Uri {
    return vscode.Uri.file(path.resolve(this.analysis.root, file));
  }

  /** The text of a source as the run read it; undefined when there is no such file any more. */
  baseText(file: string): string | undefined {
    const key = this.uriOf(file).toString();
    if (!this.texts.has(key)) this.texts.set(key, readText(this.uriOf(file)));
    return this.texts.get(key);
  }
}

/** A file's text as an editor would show it. */
export function readText(uri: vscode.Uri): string | undefined {
  try {
    return fs.readFileSync(uri.fsPath, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    return undefined;
  }
}

/** The document of `uri` where one is open. */
export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
}

/** What a run that begins now reads: unsaved texts from the editor, all else from the disk, where it may be newer. */
function openTexts(): [string, string | undefined][] {
  return vscode.workspace.textDocuments
    .filter((document) => document.uri.scheme === 'file')
    .map((document) => [document.uri.toString(), document.isDirty ? document.getText() : readText(document.uri)]);
}
