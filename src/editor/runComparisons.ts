import type * as vscode from 'vscode';
import type { SavedRun } from '../analysis/index.js';
import { Owner } from '../shared/disposable.js';
import type { EarlierRun } from '../shared/panelProtocol.js';
import type { Comparisons, ShownRun } from '../views/shownRun.js';
import type { EditorRun } from './editorRun.js';
import type { RunArchive } from './runArchive.js';
import type { RunController } from './runController.js';
import type { SourceMarks } from './sourceMarks.js';

/** With what the panel compares a run: what is archived of the same file; by itself, what there was before the source was changed. */
export class RunComparisons extends Owner implements Comparisons {
  readonly onDidChange: vscode.Event<void>;
  /** By run: the one before it, if that had findings and its source was changed since, by a fix or by hand. */
  private readonly suggestions = new Map<string, string>();

  constructor(private readonly controller: RunController, private readonly archive: RunArchive, private readonly marks: SourceMarks) {
    super();
    this.onDidChange = archive.onDidChange;
    this.own(controller.onDidStart((run) => this.began(run)));
  }

  async earlierThan(shown: ShownRun): Promise<EarlierRun[]> {
    const run = this.runOf(shown);
    return run ? this.archive.earlierThan(run) : [];
  }

  suggested(shown: ShownRun): string | null {
    return this.suggestions.get(shown.analysis.status.id) ?? null;
  }

  async open(shown: ShownRun, id: string): Promise<SavedRun | null> {
    const run = this.runOf(shown);
    return run ? this.archive.open(run.uri, id) : null;
  }

  private began(run: EditorRun): void {
    if (run.live) return;
    const before = this.controller.results.find(({ live, uri }) => !live && uri.toString() === run.uri.toString());
    if (before && before.analysis.findings.length > 0 && this.marks.isStale(before)) this.suggestions.set(run.id, before.id);
  }

  private runOf({ analysis }: ShownRun): EditorRun | undefined {
    return this.controller.byId(analysis.status.id);
  }
}
