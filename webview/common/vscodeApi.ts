/** The one thing that VS Code puts into a webview. */
import type { PanelToHost } from '../../src/shared/panelProtocol.js';

interface VsCodeApi<State> {
  postMessage(message: PanelToHost): void;
  getState(): State | undefined;
  setState(state: State): void;
}

declare function acquireVsCodeApi<State>(): VsCodeApi<State>;

export type Host<State> = VsCodeApi<State>;

/** May be called once per webview. */
export function connectHost<State>(): Host<State> {
  return acquireVsCodeApi<State>();
}
