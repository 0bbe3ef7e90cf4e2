import * as vscode from 'vscode';
import type { ShownRun, ViewActions as Actions } from '../views/shownRun.js';
import type { EditorRun } from './editorRun.js';
import type { LiveRuns } from './live.js';
import { COMMANDS } from './names.js';
import { openFailure, openSource } from './openSource.js';
import type { RemedyActions } from './remedyActions.js';
import type { RunController } from './runController.js';
import type { SourceMarks } from './sourceMarks.js';

/** What the two views can ask for. */
export class ViewActions implements Actions {
  constructor(
    private readonly controller: RunController, private readonly marks: SourceMarks, private readonly remedies: RemedyActions,
    private readonly live: LiveRuns, private readonly log: vscode.LogOutputChannel,
  ) {}

  analyze(viewed: ShownRun | null): void {
    void vscode.commands.executeCommand(COMMANDS.analyze, this.runOf(viewed)?.uri);
  }

  stop(viewed: ShownRun | null): void {
    void (this.runOf(viewed)?.analysis ?? this.controller).stop();
  }

  continueRun(viewed: ShownRun, toEnd: boolean): void {
    this.runOf(viewed)?.analysis.continue(toEnd);
  }

  showLog(): void {
    this.log.show();
  }

  openFailure(viewed: ShownRun): void {
    const run = this.runOf(viewed);
    if (run) void openFailure(run);
  }

  /** The line that makes the layer, where it is now. */
  reveal(viewed: ShownRun, layer: string): void {
    const run = this.runOf(viewed);
    const site = run?.analysis.store.layers.find((candidate) => candidate.id === layer)?.site;
    const range = run && site && this.marks.range(run, site);
    if (range) void openSource(run.uriOf(site.file), range);
  }

  applyRemedy(viewed: ShownRun, finding: number, remedy: string): void {
    const run = this.runOf(viewed);
    if (run) void this.remedies.applyAt(run, finding, remedy);
  }

  tryFixes(viewed: ShownRun): void {
    void vscode.commands.executeCommand(COMMANDS.tryFixes, this.runOf(viewed)?.uri);
  }

  cancelTrials(viewed: ShownRun): void {
    this.runOf(viewed)?.analysis.cancelTrials();
  }

  setLive(enabled: boolean): void {
    void this.live.setEnabled(enabled);
  }

  openPanel(): void {
    void vscode.commands.executeCommand(COMMANDS.showPanel);
  }

  private runOf(viewed: ShownRun | null): EditorRun | undefined {
    return viewed ? this.controller.byId(viewed.analysis.status.id) : undefined;
  }
}
