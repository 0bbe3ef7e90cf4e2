import type { Analysis } from '../analysis/index.js';
import * as vscode from 'vscode';
import type { EditorRun } from './editorRun.js';
import type { LiveRuns } from './live.js';
import { COMMANDS } from './names.js';
import { openFailure, openSource } from './openSource.js';
import type { RemedyActions } from './remedyActions.js';
import type { RunController } from './runController.js';
import type { SourceMarks } from './sourceMarks.js';

interface Viewed {
  analysis: Analysis;
}

/** What the two views can ask for. */
export class ViewActions {
  constructor(
    private readonly controller: RunController, private readonly marks: SourceMarks, private readonly remedies: RemedyActions,
    private readonly live: LiveRuns, private readonly log: vscode.LogOutputChannel,
  ) {}

  analyze(viewed: Viewed | null): void {
    void vscode.commands.executeCommand(COMMANDS.analyze, this.runOf(viewed)?.uri);
  }

  stop(viewed: Viewed | null): void {
    void (viewed ? viewed.analysis.stop() : this.controller.stop());
  }

  continueRun({ analysis }: Viewed, toEnd: boolean): void {
    analysis.continue(toEnd);
  }

  showLog(): void {
    this.log.show();
  }

  openFailure(viewed: Viewed): void {
    const run = this.runOf(viewed);
    if (run) void openFailure(run);
  }

  /** The line that makes the layer, where it is now. */
  reveal(viewed: Viewed, layer: string): void {
    const run = this.runOf(viewed);
    const site = run?.analysis.store.layers.find((candidate) => candidate.id === layer)?.site;
    const range = run && site && this.marks.range(run, site);
    if (range) void openSource(run.uriOf(site.file), range);
  }

  applyRemedy(viewed: Viewed, finding: number, remedy: string): void {
    const run = this.runOf(viewed);
    if (run) void this.remedies.applyAt(run, finding, remedy);
  }

  tryFixes(viewed: Viewed): void {
    void vscode.commands.executeCommand(COMMANDS.tryFixes, this.runOf(viewed)?.uri);
  }

  cancelTrials({ analysis }: Viewed): void {
    analysis.cancelTrials();
  }

  setLive(enabled: boolean): void {
    void this.live.setEnabled(enabled);
  }

  openPanel(): void {
    void vscode.commands.executeCommand(COMMANDS.showPanel);
  }

  private runOf(viewed: Viewed | null): EditorRun | undefined {
    return viewed ? this.controller.byId(viewed.analysis.status.id) : undefined;
  }
}
