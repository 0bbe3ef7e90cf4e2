import type * as vscode from 'vscode';
import type { AnalysisOptions } from '../analysis/index.js';
import { trainerOn } from '../analysis/trainerOn.js';
import { rootOf, unsavedTexts, workingDirectory } from './modelFiles.js';
import { readSettings } from './settings.js';

/** Where parts of the extension are on this machine. */
export interface Installation {
  /** Main file of the training child. */
  trainerPath: string;
  /** Folder of packages that the user had installed for the extension alone; see analysis/webgpuPackage.ts. */
  packageFolder: string;
}

/** What the settings say about a run of `uri` that the user asks for. */
export function runOptions(uri: vscode.Uri, { trainerPath, packageFolder }: Installation, entry: string | null): AnalysisOptions {
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
    trainerPath: trainerOn(settings.tfjs, trainerPath),
    extraPackageRoot: packageFolder,
    nodePath: settings.nodePath,
    maxHeapMb: settings.maxHeapMb,
  };
}
