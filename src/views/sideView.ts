import * as vscode from 'vscode';
import { Owner } from '../shared/disposable.js';
import type { HostToPanel } from '../shared/panelProtocol.js';
import { webviewHtml, webviewOptions } from './html.js';
import { RunView } from './runView.js';
import type { RunSource, ViewActions } from './shownRun.js';

const VIEW_ID = 'gradientInspector.live';

/** Whether live runs are on, and what happened last. */
export interface LiveState {
  readonly enabled: boolean;
  readonly message: string | null;
  readonly onDidChange: vscode.Event<void>;
}

/** The plots of the file being edited, in the side bar. */
export class LiveView extends Owner implements vscode.WebviewViewProvider {
  private view: RunView | null = null;

  constructor(
    private readonly extensionUri: vscode.Uri, private readonly source: RunSource, private readonly live: LiveState,
    private readonly actions: ViewActions,
  ) {
    super();
    this.own(live.onDidChange(() => void this.view?.post(this.liveMessage())));
    this.own(vscode.window.registerWebviewViewProvider(VIEW_ID, this));
  }

  resolveWebviewView(host: vscode.WebviewView): void {
    host.webview.options = webviewOptions(this.extensionUri);
    const view = new RunView(host.webview, this.source, this.actions, () => [this.liveMessage()]);
    this.view = view;
    host.onDidChangeVisibility(() => {
      if (!host.visible) view.hide();
    });
    host.onDidDispose(() => {
      view.dispose();
      if (this.view === view) this.view = null;
    });
    host.webview.html = webviewHtml(host.webview, this.extensionUri, 'side');
  }

  private liveMessage(): HostToPanel {
    return { type: 'live', enabled: this.live.enabled, message: this.live.message };
  }
}
