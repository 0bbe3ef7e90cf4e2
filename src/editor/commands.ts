import * as vscode from 'vscode';
import { Owner } from '../shared/disposable.js';
import type { Analyzer } from './analyzer.js';
import type { RemedyReference } from './currentRemedies.js';
import type { EntryChoices } from './entryChoices.js';
import type { FixTrials } from './fixTrials.js';
import type { GpuSetup } from './gpuSetup.js';
import type { LiveRuns } from './live.js';
import { COMMANDS } from './names.js';
import type { Notifier } from './notifier.js';
import type { RemedyActions } from './remedyActions.js';
import type { RunController } from './runController.js';
import type { RunExport } from './runExport.js';

/** The panel as far as commands need it. */
interface Panel {
  show(): void;
  select(layer: string): void;
}

export interface CommandParts {
  analyzer: Analyzer;
  controller: RunController;
  entries: EntryChoices;
  exports: RunExport;
  gpu: GpuSetup;
  live: LiveRuns;
  notifier: Notifier;
  panel: Panel;
  remedies: RemedyActions;
  trials: FixTrials;
}

/** All commands, registered whatever the state: one that cannot run now says why. */
export class Commands extends Owner {
  constructor(private readonly parts: CommandParts) {
    super();
    const { analyzer, controller, exports, gpu, live, notifier, panel, remedies, trials } = parts;
    this.register(COMMANDS.analyze, (uri?: vscode.Uri) => analyzer.analyze(uri ?? fileInFront(), () => panel.show()));
    this.register(COMMANDS.tryFixes, (uri?: vscode.Uri) => trials.tryFile(uri ?? fileInFront()));
    this.register(COMMANDS.exportRun, () => exports.save());
    this.register(COMMANDS.openRun, () => exports.open());
    this.register(COMMANDS.showPanel, () => panel.show());
    this.register(COMMANDS.stop, () => controller.stop());
    this.register(COMMANDS.setUpGpuBackend, () => vscode.workspace.isTrusted ? gpu.run(fileInFront()) : notifier.untrusted());
    this.register(COMMANDS.clear, () => this.clear());
    this.register(COMMANDS.applyRemedy, (reference: RemedyReference) => remedies.apply(reference));
    this.register(COMMANDS.selectLayer, (runId: string, layer: string) => this.selectLayer(runId, layer));
    this.register(COMMANDS.toggleLive, () => {
      if (!vscode.workspace.isTrusted) return notifier.untrusted();
      return live.setEnabled(!live.enabled);
    });
  }

  private register<A extends unknown[]>(id: string, run: (...args: A) => unknown): void {
    this.own(vscode.commands.registerCommand(id, run));
  }

  /** Also forgets which export of a file to train. */
  private async clear(): Promise<void> {
    await this.parts.controller.clear();
    await this.parts.entries.forget();
  }

  /** In the panel's run when that has the layer: a live run does not push the user's own run aside. */
  private selectLayer(runId: string, layer: string): void {
    const { controller, panel } = this.parts;
    const run = controller.byId(runId);
    if (!run) return;
    const { shown } = controller;
    const sameFile = shown?.uri.toString() === run.uri.toString();
    if (!run.live || !sameFile || !shown.analysis.store.layers.some(({ id }) => id === layer)) controller.show(run);
    panel.select(layer);
  }
}

/** The file in the active tab, be it text or not; else, as when the panel has the focus, the one text that is in sight. */
function fileInFront(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) return input.uri;
  const [editor] = vscode.window.activeTextEditor ? [vscode.window.activeTextEditor] : vscode.window.visibleTextEditors;
  return editor?.document.uri;
}
