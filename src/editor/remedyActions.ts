import * as vscode from 'vscode';
import { findingKey, workspaceEdit, type CurrentRemedies, type RemedyReference } from './currentRemedies.js';
import type { EditorRun } from './editorRun.js';
import type { FindingView } from '../shared/panelProtocol.js';
import type { Remedy } from '../shared/report.js';
import type { Notifier } from './notifier.js';
import { openSource } from './openSource.js';
import type { SourceMarks } from './sourceMarks.js';

/** Applies remedies that a lens, a light bulb or the panel asks for. */
export class RemedyActions {
  constructor(private readonly remedies: CurrentRemedies, private readonly marks: SourceMarks, private readonly notifier: Notifier) {}

  async apply(reference: RemedyReference): Promise<void> {
    const found = await this.remedies.find(reference);
    if (!found) {
      return this.notifier.refuse(vscode.l10n.t('The source has changed, and this fix fits it no more. Analyze the file again.'));
    }
    const { run, finding, remedy } = found;
    if (remedy.edits.length === 0) return this.explain(run, finding, remedy);
    const [first] = remedy.edits;
    // At the start of the line, so that the editor does not scroll sideways.
    const place = new vscode.Position(first.start.line - 1, 0);
    await openSource(run.uriOf(first.file), new vscode.Range(place, place));
    if (!await vscode.workspace.applyEdit(workspaceEdit(run, remedy))) {
      await this.notifier.refuse(vscode.l10n.t('The fix could not be applied to {0}.', first.file));
    }
  }

  /** For the panel, which knows a finding by its position. */
  async applyAt(run: EditorRun, finding: number, remedy: string): Promise<void> {
    const chosen = run.analysis.findings[finding];
    if (chosen) await this.apply({ runId: run.id, finding: findingKey(chosen), remedy });
  }

  /** What only a person can do: shows the place and says it. */
  private async explain(run: EditorRun, finding: FindingView, remedy: Remedy): Promise<void> {
    const layer = run.analysis.store.layers.find((candidate) => candidate.id === finding.layers[0]);
    const range = layer?.site && this.marks.range(run, layer.site);
    if (range) await openSource(run.uriOf(layer.site!.file), range);
    await vscode.window.showInformationMessage(`${remedy.title}. ${remedy.explanation}`);
  }
}
