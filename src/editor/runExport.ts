import * as path from 'node:path';
import * as vscode from 'vscode';
import { version } from '../../package.json';
import { DISPLAY_NAME } from './names.js';
import type { Notifier } from './notifier.js';
import type { RunController } from './runController.js';
import { writeWhole } from './writeWhole.js';

/** Saves the run in the panel to a file of the user's choice, and opens files that were saved. */
export class RunExport {
  constructor(private readonly controller: RunController, private readonly notifier: Notifier, private readonly webviewFolder: string) {}

  async save(): Promise<void> {
    const run = this.controller.shown;
    if (!run || run.analysis.store.stepCount === 0) return this.notifier.refuse(vscode.l10n.t('There is no run to export yet: analyze a file first.'));
    const { EXPORT_FORMATS, exportRun, readWebviewBundle } = await import('../analysis/index.js');
    const { name } = path.parse(run.uri.fsPath);
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export Gradient Run'),
      defaultUri: vscode.Uri.file(path.join(path.dirname(run.uri.fsPath), `${name}.gradrun`)),
      filters: {
        [vscode.l10n.t('Gradient run: everything')]: ['gradrun'],
        [vscode.l10n.t('Web page: the panel, offline')]: ['html'],
        [vscode.l10n.t('JSON report')]: ['json'],
        [vscode.l10n.t('Table of all statistics')]: ['csv'],
      },
    });
    if (!target) return;
    const format = EXPORT_FORMATS.find((each) => target.path.toLowerCase().endsWith(`.${each}`));
    if (!format) {
      return this.notifier.refuse(vscode.l10n.t('{0}: the name has to end in one of .{1}, which says the format.', path.basename(target.fsPath), EXPORT_FORMATS.join(', .')));
    }
    const pieces = exportRun(format, run.analysis, () => readWebviewBundle(this.webviewFolder), `${DISPLAY_NAME} ${version}`);
    try {
      await writeWhole(target.fsPath, pieces);
    } catch (error) {
      return this.notifier.refuse(vscode.l10n.t('{0} could not be written: {1}', target.fsPath, error instanceof Error ? error.message : String(error)));
    }
    const open = vscode.l10n.t('Open');
    const choice = await vscode.window.showInformationMessage(vscode.l10n.t('Saved {0}.', path.basename(target.fsPath)), open);
    if (choice === open) await (format === 'html' ? vscode.env.openExternal(target) : vscode.commands.executeCommand('vscode.open', target));
  }

  async open(): Promise<void> {
    const [file] = await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Open Gradient Run'), filters: { [vscode.l10n.t('Gradient runs')]: ['gradrun'] },
    }) ?? [];
    if (file) await vscode.commands.executeCommand('vscode.open', file);
  }
}
