import * as vscode from 'vscode';
import type { EditorRun } from './editorRun.js';

/** Opens the line at which the user's program failed. */
export async function openFailure(run: EditorRun): Promise<void> {
  const { failure } = run.analysis.status;
  if (!failure?.file) return;
  const position = new vscode.Position((failure.line ?? 1) - 1, (failure.column ?? 1) - 1);
  await openSource(run.uriOf(failure.file), new vscode.Range(position, position));
}

/** Opens a source in a column that shows it already, else in the first one that does not show the panel, else beside it. */
export async function openSource(uri: vscode.Uri, selection: vscode.Range): Promise<vscode.TextEditor> {
  const visible = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === uri.toString());
  const textGroup = vscode.window.tabGroups.all.find(({ activeTab }) => !(activeTab?.input instanceof vscode.TabInputWebview));
  const viewColumn = visible?.viewColumn ?? textGroup?.viewColumn ?? vscode.ViewColumn.Beside;
  const editor = await vscode.window.showTextDocument(uri, { viewColumn, selection, preserveFocus: false });
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return editor;
}
