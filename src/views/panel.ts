import * as vscode from 'vscode';
import { Owner } from '../shared/disposable.js';
import { webviewHtml, webviewOptions } from './html.js';
import { RunView } from './runView.js';
import type { Comparisons, RunSource, ViewActions } from './shownRun.js';

const VIEW_TYPE = 'gradientInspector.panel';

/** The one panel. It comes back after the window was reloaded. */
export class GradientsPanel extends Owner implements vscode.WebviewPanelSerializer {
  private panel: vscode.WebviewPanel | null = null;
  private view: RunView | null = null;

  constructor(
    private readonly extensionUri: vscode.Uri, private readonly source: RunSource, private readonly actions: ViewActions,
    private readonly comparisons: Comparisons,
  ) {
    super();
    this.own(vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this));
  }

  get visible(): boolean {
    return this.panel?.visible ?? false;
  }

  /** Brings the panel up beside the editor, which keeps the focus. */
  show(): void {
    if (this.panel) return this.panel.reveal(undefined, true);
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.adopt(vscode.window.createWebviewPanel(VIEW_TYPE, vscode.l10n.t('Gradients'), column, { enableFindWidget: false }));
  }

  /** Brings the panel up with a layer selected. */
  select(layer: string): void {
    this.show();
    this.view?.select(layer);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.panel?.dispose();
    this.adopt(panel);
  }

  override dispose(): void {
    this.panel?.dispose();
    super.dispose();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, 'media', 'icon.png');
    panel.webview.options = webviewOptions(this.extensionUri);
    const view = new RunView(panel.webview, this.source, this.actions, () => [], this.comparisons);
    this.view = view;
    panel.onDidChangeViewState(() => {
      if (!panel.visible) view.hide();
    });
    panel.onDidDispose(() => {
      view.dispose();
      if (this.panel === panel) this.panel = this.view = null;
    });
    panel.webview.html = webviewHtml(panel.webview, this.extensionUri, 'panel');
  }
}
