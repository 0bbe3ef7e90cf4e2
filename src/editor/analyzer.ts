import * as vscode from 'vscode';
import type { Report } from '../shared/report.js';
import type { EditorRun } from './editorRun.js';
import type { EntryChoices } from './entryChoices.js';
import { unfit } from './modelFiles.js';
import type { Notifier } from './notifier.js';
import type { RunController } from './runController.js';
import { runOptions, type Installation } from './runOptions.js';

/** *Analyze Gradients*: from the request to the result, with all that the user has to be asked or told. */
export class Analyzer {
  constructor(
    private readonly controller: RunController, private readonly entries: EntryChoices, private readonly notifier: Notifier,
    private readonly installation: Installation,
  ) {}

  /**
   * Analyzes `uri`. `begun` is called when nothing stands in the way of the run. Resolves when the run is over or
   * waits at its budget, with its report; undefined when there was none, or when a newer request took its place.
   */
  async analyze(uri: vscode.Uri | undefined, begun: () => void): Promise<Report | undefined> {
    if (!vscode.workspace.isTrusted) return void this.notifier.untrusted();
    const reason = unfit(uri);
    if (!uri || reason !== null) return void this.notifier.refuse(reason!);
    begun();
    let run = await this.run(uri, this.entries.of(uri));
    if (run?.analysis.candidates) {
      const entry = await this.entries.ask(uri, run.analysis.candidates);
      if (entry === null) return undefined;
      run = await this.run(uri, entry);
    }
    return run?.analysis.report();
  }

  private async run(uri: vscode.Uri, entry: string | null): Promise<EditorRun | null> {
    const run = await this.controller.start(uri, false, () => runOptions(uri, this.installation, entry));
    await run?.settled;
    const { failure, steps } = run?.analysis.status ?? {};
    if (run && failure) void this.notifier.failed(run);
    // The remembered export may be gone: the next time, look again.
    if (failure && steps === 0 && entry !== null) await this.entries.forget(uri);
    return run;
  }
}
