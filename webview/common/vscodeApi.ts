/** The one thing that VS Code puts into a webview; a page that stands alone in an HTML file has one of its own. */
import type { PanelToHost } from '../../src/shared/panelProtocol.js';

interface VsCodeApi<State> {
  postMessage(message: PanelToHost): void;
  getState(): State | undefined;
  setState(state: State): void;
  /** No editor is behind the page: it shows a run, and nothing can be run, opened or edited from it. */
  readonly standalone?: true;
}

declare function acquireVsCodeApi<State>(): VsCodeApi<State>;

export type Host<State> = VsCodeApi<State>;

/** May be called once per webview. */
export function connectHost<State>(): Host<State> {
  return acquireVsCodeApi<State>();
}
