import * as vscode from 'vscode';
import type { BackendName } from '../shared/run.js';
import { SECTION } from './names.js';

export interface Settings {
  live: boolean;
  codeLens: boolean;
  /** Null: no limit. */
  steps: number | null;
  seconds: number | null;
  /** Null: nothing is seeded. */
  seed: number | null;
  backend: BackendName | 'auto';
  capture: 'every' | 'adaptive';
  tfjs: 'embedded' | 'workspace';
  programArguments: string[];
  workingDirectory: 'package' | 'file';
  /** Undefined: the runtime of the editor. */
  nodePath: string | undefined;
  maxHeapMb: number;
  notifyFailures: boolean;
}

/** The settings that hold for `scope`. Defaults stand in package.json. */
export function readSettings(scope?: vscode.Uri): Settings {
  const section = vscode.workspace.getConfiguration(SECTION, scope);
  const get = <K extends keyof Settings>(key: K): Settings[K] => section.get(key) as Settings[K];
  return {
    live: get('live'),
    codeLens: get('codeLens'),
    steps: get('steps'),
    seconds: get('seconds'),
    seed: get('seed'),
    backend: get('backend'),
    capture: get('capture'),
    tfjs: get('tfjs'),
    programArguments: get('programArguments'),
    workingDirectory: get('workingDirectory'),
    nodePath: get('nodePath') || undefined,
    maxHeapMb: get('maxHeapMb'),
    notifyFailures: get('notifyFailures'),
  };
}

/** Writes where the setting is set already, else for the user: a shared workspace does not start to run code for everybody. */
export async function writeSetting<K extends keyof Settings>(key: K, value: Settings[K]): Promise<void> {
  const section = vscode.workspace.getConfiguration(SECTION);
  const inWorkspace = section.inspect(key)?.workspaceValue !== undefined;
  await section.update(key, value, inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global);
}

export function affectsSetting(event: vscode.ConfigurationChangeEvent, key: keyof Settings): boolean {
  return event.affectsConfiguration(`${SECTION}.${key}`);
}
