import * as path from 'node:path';
import * as vscode from 'vscode';
import { plainText } from '../shared/format.js';
import type { EditorRun } from './editorRun.js';
import { COMMANDS } from './names.js';
import { openFailure } from './openSource.js';
import { readSettings, writeSetting } from './settings.js';

/** Tells the user what went wrong: one sentence, never the same one twice on the screen. */
export class Notifier {
  private readonly onScreen = new Set<string>();

  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** Restricted Mode: nothing of the user's code may run. */
  async untrusted(): Promise<void> {
    const manage = vscode.l10n.t('Manage Workspace Trust');
    const words = vscode.l10n.t('Gradient Inspector runs the analyzed file, so it does nothing until you trust this workspace.');
    if (await this.tell(words, manage) === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  }

  /** Something the user has to do first. */
  async refuse(reason: string): Promise<void> {
    await this.tell(reason);
  }

  /** The user's program failed. What was captured before stays in the panel. */
  async failed(run: EditorRun): Promise<void> {
    const { failure, file } = run.analysis.status;
    if (!failure || !readSettings(run.uri).notifyFailures) return;
    const place = failure.file ? `${failure.file}:${failure.line}` : file;
    const [showLog, goToLine, silence] = [vscode.l10n.t('Show Log'), vscode.l10n.t('Go to Line'), vscode.l10n.t("Don't Show Again")];
    const [trainer] = run.analysis.trainers;
    const analyzeTrainer = trainer && vscode.l10n.t('Analyze {0}', path.basename(trainer));
    const actions = [...(analyzeTrainer ? [analyzeTrainer] : []), showLog, ...(failure.file ? [goToLine] : []), silence];
    const message = plainText(failure.message.includes(place) ? failure.message : `${place}: ${failure.message}`);
    const choice = await this.tell(message, ...actions);
    if (choice === showLog) this.log.show();
    if (trainer && choice === analyzeTrainer) await vscode.commands.executeCommand(COMMANDS.analyze, vscode.Uri.file(trainer));
    if (choice === goToLine) await openFailure(run);
    if (choice === silence) await writeSetting('notifyFailures', false);
  }

  /** We failed ourselves. */
  async broke(error: unknown): Promise<void> {
    const showLog = vscode.l10n.t('Show Log');
    const reason = error instanceof Error ? error.message : String(error);
    if (await this.tell(vscode.l10n.t('Gradient Inspector itself failed: {0}', reason), showLog) === showLog) this.log.show();
  }

  private async tell(message: string, ...actions: string[]): Promise<string | undefined> {
    if (this.onScreen.has(message)) return undefined;
    this.onScreen.add(message);
    try {
      return await vscode.window.showWarningMessage(message, ...actions);
    } finally {
      this.onScreen.delete(message);
    }
  }
}
