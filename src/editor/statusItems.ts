import * as vscode from 'vscode';
import { Owner } from '../shared/disposable.js';
import { plainText, plural } from '../shared/format.js';
import type { RunStatus } from '../shared/panelProtocol.js';
import type { EditorRun } from './editorRun.js';
import { COMMANDS, DISPLAY_NAME } from './names.js';
import type { RunController } from './runController.js';

/** The language status of the file in front: the backend, why not a better one, and how its run stands. */
export class StatusItems extends Owner {
  private readonly language: vscode.LanguageStatusItem;
  private readonly running: vscode.StatusBarItem;

  constructor(private readonly controller: RunController, selector: vscode.DocumentSelector) {
    super();
    this.language = this.own(vscode.languages.createLanguageStatusItem('gradientInspector.status', selector));
    this.language.name = DISPLAY_NAME;
    this.running = this.own(vscode.window.createStatusBarItem('gradientInspector.running', vscode.StatusBarAlignment.Left));
    this.running.name = DISPLAY_NAME;
    this.running.command = COMMANDS.stop;
    const refresh = (): void => this.refresh();
    this.own(controller.onDidChange(refresh));
    this.own(controller.onDidPublish(refresh));
    this.own(vscode.window.onDidChangeActiveTextEditor(refresh));
    refresh();
  }

  private refresh(): void {
    const { running } = this.controller;
    this.showProgress(running.at(-1));
    const uri = vscode.window.activeTextEditor?.document.uri;
    const own = uri && running.find((run) => run.uri.toString() === uri.toString());
    this.showStatus(own ?? (uri && this.controller.resultWith(uri)));
  }

  private showProgress(run: EditorRun | undefined): void {
    if (!run) return this.running.hide();
    const { file, steps, stepLimit } = run.analysis.status;
    const progress = stepLimit === null ? `${steps}` : `${steps}/${stepLimit}`;
    this.running.text = `$(loading~spin) ${steps === 0 ? vscode.l10n.t('Gradients') : vscode.l10n.t('Gradients: step {0}', progress)}`;
    this.running.tooltip = vscode.l10n.t('Analyzing {0}. Click to stop.', file);
    this.running.show();
  }

  private showStatus(run: EditorRun | undefined): void {
    const { language } = this;
    if (!run) {
      language.text = vscode.l10n.t('Gradients: not analyzed');
      language.detail = undefined;
      language.busy = false;
      language.severity = vscode.LanguageStatusSeverity.Information;
      language.command = { command: COMMANDS.analyze, title: vscode.l10n.t('Analyze') };
      return;
    }
    const { status, findings } = run.analysis;
    language.text = vscode.l10n.t('Gradients: {0}', status.backend?.label ?? vscode.l10n.t('starting'));
    language.detail = stateWords(status, findings.length);
    language.busy = !run.over;
    language.severity = status.failure ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
    const passedOver = (status.backend?.passedOver ?? []).map(({ name, reason }) => `${name}: ${reason}`);
    // The details are one line of limited width, in which sentences would be cut.
    const tooltip = [...passedOver, ...(status.backend?.notes ?? [])].join('\n');
    language.command = { command: COMMANDS.showPanel, title: vscode.l10n.t('Show Panel'), tooltip };
  }
}

function stateWords(status: RunStatus, findings: number): string {
  if (status.failure) return plainText(status.failure.message);
  const steps = plural(status.steps, 'step');
  return status.phase === 'done' || status.phase === 'paused' ? `${steps}, ${plural(findings, 'finding')}` : `${status.phase}, ${steps}`;
}
