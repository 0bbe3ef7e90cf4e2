import * as vscode from 'vscode';
import type { FindingView } from '../shared/panelProtocol.js';
import type { Remedy } from '../shared/report.js';
import { openDocument, readText, type EditorRun } from './editorRun.js';
import type { RunController } from './runController.js';
import type { SourceMarks } from './sourceMarks.js';

/** Names a remedy so that it is found again although findings came and went meanwhile. */
export interface RemedyReference {
  runId: string;
  /** A `findingKey`. */
  finding: string;
  /** Id of the remedy. */
  remedy: string;
}

/** Names a finding among those of its run. */
export function findingKey(finding: FindingView): string {
  return `${finding.rule}@${finding.layers[0] ?? ''}`;
}

/** Remedies whose edits fit the texts as they are now. */
export class CurrentRemedies {
  constructor(private readonly controller: RunController, private readonly marks: SourceMarks) {}

  /**
   * As they were found where no source changed since. Else worked out anew for the present texts, and only those that
   * still have something to edit: an edit is never applied to a text that it was not made for.
   */
  async of(run: EditorRun, finding: FindingView): Promise<Remedy[]> {
    if (!this.marks.isStale(run)) return finding.remedies;
    const { remediesFor } = await import('../remedies/index.js');
    const read = (file: string): string | undefined => openDocument(run.uriOf(file))?.getText() ?? readText(run.uriOf(file));
    return remediesFor(finding, this.marks.asOfNow(run), { read }).filter((remedy) => remedy.edits.length > 0);
  }

  async find(reference: RemedyReference): Promise<{ run: EditorRun; finding: FindingView; remedy: Remedy } | null> {
    const run = this.controller.byId(reference.runId);
    const finding = run?.analysis.findings.find((candidate) => findingKey(candidate) === reference.finding);
    if (!run || !finding) return null;
    const remedy = (await this.of(run, finding)).find((candidate) => candidate.id === reference.remedy);
    return remedy ? { run, finding, remedy } : null;
  }
}

/** The remedy as one edit of the workspace, new files with their text included, so that one undo takes all of it back. */
export function workspaceEdit(run: EditorRun, remedy: Remedy): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { file, text } of remedy.createFiles) {
    edit.createFile(run.uriOf(file), { contents: Buffer.from(text), ignoreIfExists: true });
  }
  for (const { file, start, end, newText } of remedy.edits) {
    const range = new vscode.Range(start.line - 1, start.column - 1, end.line - 1, end.column - 1);
    edit.replace(run.uriOf(file), range, newText);
  }
  return edit;
}
