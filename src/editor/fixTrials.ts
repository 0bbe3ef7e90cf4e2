import * as vscode from 'vscode';
import type { Report } from '../shared/report.js';
import type { Analyzer } from './analyzer.js';
import type { EditorRun } from './editorRun.js';
import { fencedNode } from './fencedNode.js';
import { COMMANDS } from './names.js';
import type { Notifier } from './notifier.js';
import type { RunController } from './runController.js';
import { readSettings } from './settings.js';
import type { SourceMarks } from './sourceMarks.js';

/** The panel as far as trials need it: where it is seen, it tells the progress itself. */
interface Panel {
  readonly visible: boolean;
}

const CONSENT = 'trialsWithoutFence';

/** *Try Fixes*: trains each fix of a file's findings in memory. The user's files change only when a fix is chosen then. */
export class FixTrials {
  constructor(
    private readonly controller: RunController, private readonly marks: SourceMarks, private readonly analyzer: Analyzer,
    private readonly panel: Panel, private readonly notifier: Notifier, private readonly memory: vscode.Memento,
  ) {}

  /** Tries the fixes of the run in the panel if it is of `uri`, else of its newest; of a new one where the text has changed since. */
  async tryFile(uri: vscode.Uri | undefined): Promise<Report | undefined> {
    if (!vscode.workspace.isTrusted) return void this.notifier.untrusted();
    const { shown } = this.controller;
    const known = shown && (!uri || shown.uri.toString() === uri.toString()) ? shown : uri && this.controller.resultWith(uri);
    const file = known?.uri ?? uri;
    let run = known;
    if (!run || run.live || !run.over || this.marks.isStale(run)) {
      if (!await this.analyzer.analyze(file, () => undefined)) return undefined;
      run = this.controller.shown ?? undefined;
    }
    return run && this.tryRun(run);
  }

  /** Resolves with the report when all is tried or cancelled; undefined when it may not begin. */
  private async tryRun(run: EditorRun): Promise<Report | undefined> {
    if (!run.analysis.findings.some(({ remedies }) => remedies.some(({ edits }) => edits.length > 0))) {
      return void this.notifier.refuse(vscode.l10n.t('There is no fix to try in {0}.', run.analysis.status.file));
    }
    const nodePath = await fencedNode(readSettings(run.uri).nodePath);
    if (nodePath === null && !await this.mayRunFree()) return undefined;
    const trials = run.analysis.tryFixes(nodePath === null ? { nodePath: readSettings(run.uri).nodePath, fenced: false } : { nodePath, fenced: true });
    if (!this.panel.visible) void this.notify(run, trials);
    await trials;
    return run.analysis.report();
  }

  /** Asked once for each workspace. */
  private async mayRunFree(): Promise<boolean> {
    if (this.memory.get(CONSENT)) return true;
    const go = vscode.l10n.t('Try Without Fence');
    const choice = await vscode.window.showWarningMessage(
      vscode.l10n.t('No Node here can keep the program from writing files.'),
      { modal: true, detail: vscode.l10n.t('Trying fixes runs your program some ten times or more. Without a fence it may each time write files, start processes and open connections, as it does when you run it. Node 20 or later, set in gradientInspector.nodePath, has such a fence.') },
      go,
    );
    if (choice === go) await this.memory.update(CONSENT, true);
    return choice === go;
  }

  private async notify(run: EditorRun, trials: Promise<void>): Promise<void> {
    const options = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Trying fixes'), cancellable: true };
    await vscode.window.withProgress(options, async (progress, token) => {
      token.onCancellationRequested(() => run.analysis.cancelTrials());
      let told = 0;
      const listener = run.analysis.onChange(() => {
        const { trials: status } = run.analysis.status;
        if (!status?.running || status.total === 0) return;
        const share = (100 * status.done) / status.total;
        progress.report({ message: vscode.l10n.t('{0} of {1} runs', status.done, status.total), increment: Math.max(0, share - told) });
        told = Math.max(told, share);
      });
      await trials.catch(() => undefined);
      listener.dispose();
    });
    const message = run.analysis.status.trials?.message;
    const show = vscode.l10n.t('Show Panel');
    if (message && await vscode.window.showInformationMessage(message, show) === show) await vscode.commands.executeCommand(COMMANDS.showPanel);
  }
}
