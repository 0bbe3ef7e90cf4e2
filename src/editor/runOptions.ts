import type * as vscode from 'vscode';
import type { AnalysisOptions } from '../analysis/index.js';
import { rootOf, unsavedTexts, workingDirectory } from './modelFiles.js';
import { readSettings } from './settings.js';

/** What the settings say about a run of `uri` that the user asks for. */
export function runOptions(uri: vscode.Uri, trainerPath: string, entry: string | null): AnalysisOptions {
  const settings = readSettings(uri);
  return {
    file: uri.fsPath,
    root: rootOf(uri),
    overrides: unsavedTexts(),
    entry,
    args: settings.programArguments,
    cwd: workingDirectory(uri, settings.workingDirectory),
    seed: settings.seed,
    backend: settings.backend,
    capture: settings.capture,
    steps: settings.steps,
    seconds: settings.seconds,
    atLimit: 'pause',
    trainerPath,
    nodePath: settings.nodePath,
    maxHeapMb: settings.maxHeapMb,
  };
}
