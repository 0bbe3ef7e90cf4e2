import * as path from 'node:path';
import * as vscode from 'vscode';
import type { SavedRun } from '../analysis/index.js';
import { Owner } from '../shared/disposable.js';
import { messageHtml, webviewHtml, webviewOptions } from './html.js';
import { RunView } from './runView.js';
import type { ReadingActions, RunSource } from './shownRun.js';

const VIEW_TYPE = 'gradientInspector.runFile';

/** An open run file, in as many tabs as the user likes. */
interface RunDocument extends vscode.CustomDocument {
  /** Or why there is none, in one sentence. */
  readonly run: SavedRun | string;
}

/** Shows run files as the panel shows a run; nothing can be run or changed from there. */
export class RunFileEditor extends Owner implements vscode.CustomReadonlyEditorProvider<RunDocument> {
  constructor(private readonly extensionUri: vscode.Uri, private readonly actionsFor: (run: SavedRun, folder: string) => ReadingActions) {
    super();
    this.own(vscode.window.registerCustomEditorProvider(VIEW_TYPE, this, { supportsMultipleEditorsPerDocument: true }));
  }

  async openCustomDocument(uri: vscode.Uri): Promise<RunDocument> {
    const { SavedRun: Saved } = await import('../analysis/index.js');
    try {
      const run = await Saved.open(uri.fsPath);
      return { uri, run, dispose: () => run.dispose() };
    } catch (error) {
      // Of what is thrown here, VS Code shows no word to the user.
      return { uri, run: `${path.basename(uri.fsPath)} ${error instanceof Error ? error.message : String(error)}.`, dispose: () => undefined };
    }
  }

  resolveCustomEditor({ uri, run }: RunDocument, { webview, onDidChangeViewState, onDidDispose }: vscode.WebviewPanel): void {
    if (typeof run === 'string') {
      webview.html = messageHtml(run);
      return;
    }
    webview.options = webviewOptions(this.extensionUri);
    const never = new vscode.EventEmitter<void>();
    // Its program may have changed a hundred times since then: nobody looks.
    const source: RunSource = { run: { analysis: run, stale: false, origin: 'file' }, onDidChangeRun: never.event, onDidChangeStale: never.event };
    const view = new RunView(webview, source, this.actionsFor(run, path.dirname(uri.fsPath)));
    onDidChangeViewState(({ webviewPanel }) => {
      if (!webviewPanel.visible) view.hide();
    });
    onDidDispose(() => {
      view.dispose();
      never.dispose();
    });
    webview.html = webviewHtml(webview, this.extensionUri, 'panel');
  }
}
