import * as vscode from 'vscode';
import type { AnalysisOptions, Standby } from '../analysis/index.js';
import { Owner } from '../shared/disposable.js';
import { plainText, plural } from '../shared/format.js';
import type { EditorRun } from './editorRun.js';
import type { EntryChoices } from './entryChoices.js';
import { fencedNode } from './fencedNode.js';
import { unfit } from './modelFiles.js';
import type { RunController } from './runController.js';
import { runOptions, type Installation } from './runOptions.js';
import { affectsSetting, readSettings, writeSetting } from './settings.js';

/** Long enough not to start between two keystrokes. */
const REST_AFTER_KEYSTROKE_MS = 300;

/** While the setting is on, short fenced runs follow the edits of the file in the active editor. */
export class LiveRuns extends Owner {
  private readonly changed = this.own(new vscode.EventEmitter<void>());
  private timer: NodeJS.Timeout | undefined;
  private standby: { key: string; children: Standby } | null = null;
  /** The latest request; earlier ones give up. */
  private request = Symbol('live');
  private words: string | null = null;

  readonly onDidChange = this.changed.event;

  constructor(private readonly controller: RunController, private readonly entries: EntryChoices, private readonly installation: Installation) {
    super();
    this.own(vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && document === vscode.window.activeTextEditor?.document) this.schedule();
    }));
    this.own(vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor && !controller.resultWith(editor.document.uri)) this.schedule();
    }));
    this.own(vscode.workspace.onDidChangeConfiguration((event) => {
      if (affectsSetting(event, 'live')) this.toggled();
    }));
    this.own(vscode.workspace.onDidGrantWorkspaceTrust(() => this.toggled()));
    if (this.enabled) this.schedule();
  }

  get enabled(): boolean {
    return vscode.workspace.isTrusted && readSettings().live;
  }

  /** What happened last, in one line. */
  get message(): string | null {
    return this.words;
  }

  async setEnabled(enabled: boolean): Promise<void> {
    await writeSetting('live', enabled);
  }

  override dispose(): void {
    this.rest();
    super.dispose();
  }

  private toggled(): void {
    if (this.enabled) {
      this.say(null);
      this.schedule();
    } else {
      this.rest();
      void this.controller.stopLive();
      this.say(null);
    }
  }

  private rest(): void {
    clearTimeout(this.timer);
    this.request = Symbol('live');
    void this.standby?.children.dispose();
    this.standby = null;
  }

  private schedule(): void {
    if (!this.enabled) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.follow().catch((error: unknown) => this.say(error instanceof Error ? error.message : String(error)));
    }, REST_AFTER_KEYSTROKE_MS);
  }

  private async follow(): Promise<void> {
    const request = Symbol('live');
    this.request = request;
    const document = vscode.window.activeTextEditor?.document;
    if (!document || unfit(document.uri) !== null) return;
    const target = await this.target(document);
    if (!target || request !== this.request) return;
    if (this.controller.running.length > 0) return this.say(vscode.l10n.t('Skipped: an analysis is running.'));
    const nodePath = await fencedNode(readSettings(target).nodePath);
    if (nodePath === null) return this.say(noFence());
    const standby = await this.childrenFor({ ...this.options(target), nodePath });
    if (request !== this.request) return;
    const run = await this.controller.start(target, true, () => ({ ...this.options(target), nodePath, standby: standby.take() }));
    if (!run || request !== this.request) return;
    this.say(vscode.l10n.t('Training…'));
    await run.settled;
    if (request === this.request) this.say(outcome(run));
  }

  /** What to run for an edit in `document`: the file that was analyzed with it, else itself. Null when it is no model. */
  private async target(document: vscode.TextDocument): Promise<vscode.Uri | null> {
    const { looksLikeModel, parses } = await import('../program/index.js');
    const text = document.getText();
    const analyzed = this.controller.resultWith(document.uri)?.uri;
    if (!analyzed && !looksLikeModel(text)) return null;
    if (!parses(text, document.uri.fsPath)) {
      this.say(vscode.l10n.t('Skipped: the file does not parse yet.'));
      return null;
    }
    return analyzed ?? document.uri;
  }

  private options(target: vscode.Uri): AnalysisOptions {
    const asked = runOptions(target, this.installation, this.entries.of(target));
    return { ...asked, live: true, steps: null, seconds: null, atLimit: 'end' };
  }

  private async childrenFor(options: AnalysisOptions): Promise<Standby> {
    const { Standby: StandbyClass, trainerSetup } = await import('../analysis/index.js');
    const { TrainerProcess } = await import('../run/index.js');
    const key = JSON.stringify([{ ...trainerSetup(options), fence: null }, options.trainerPath, options.nodePath, options.maxHeapMb]);
    if (this.standby?.key === key) return this.standby.children;
    void this.standby?.children.dispose();
    const children = new StandbyClass(() => new TrainerProcess(trainerSetup(options), options));
    this.standby = { key, children };
    return children;
  }

  private say(words: string | null): void {
    this.words = words;
    this.changed.fire();
  }
}

function noFence(): string {
  return vscode.l10n.t('Live runs need a Node that can fence them in: set gradientInspector.nodePath to Node 20 or later.');
}

function outcome({ analysis: { status, candidates, findings } }: EditorRun): string {
  if (candidates) return vscode.l10n.t('Skipped: several exports could be trained. Choose one with Analyze Gradients.');
  if (status.failure) {
    const { file, line, message } = status.failure;
    return plainText(file ? `${file}:${line}: ${message}` : message);
  }
  const found = findings.length === 0 ? vscode.l10n.t('nothing wrong found') : plural(findings.length, 'finding');
  return `${plural(status.steps, 'step')} · ${status.seconds.toFixed(1)} s · ${found}`;
}
