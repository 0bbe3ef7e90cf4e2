/** Which run each of the two views shows. */
import * as vscode from 'vscode';
import type { Analysis, SavedRun } from '../analysis/index.js';
import { Owner } from '../shared/disposable.js';
import type { ShownRun } from '../views/shownRun.js';
import type { EditorRun } from './editorRun.js';
import type { RunArchive } from './runArchive.js';
import type { RunController } from './runController.js';
import { EarlierRunActions } from './savedRunActions.js';
import type { SourceMarks } from './sourceMarks.js';

/** A run for the views: they know nothing of documents. */
class ViewedRun {
  readonly analysis: Analysis;
  readonly origin = 'own';

  constructor(private readonly run: EditorRun, private readonly marks: SourceMarks) {
    this.analysis = run.analysis;
  }

  get stale(): boolean {
    return this.marks.isStale(this.run);
  }
}

abstract class ViewSource extends Owner {
  protected readonly runChanged = this.own(new vscode.EventEmitter<void>());
  private viewed: { of: EditorRun; run: ViewedRun } | null = null;

  readonly onDidChangeRun = this.runChanged.event;
  readonly onDidChangeStale: vscode.Event<unknown>;

  constructor(private readonly marks: SourceMarks) {
    super();
    this.onDidChangeStale = marks.onDidChange;
  }

  get run(): ShownRun | null {
    return this.viewed?.run ?? null;
  }

  protected view(run: EditorRun | null): void {
    if (run === (this.viewed?.of ?? null)) return;
    this.viewed = run && { of: run, run: new ViewedRun(run, this.marks) };
    this.runChanged.fire();
  }
}

/** The panel shows what the user started last, or chose by a lens. */
export class PanelSource extends ViewSource {
  /** From before the window was reloaded, while there is no other. */
  private restored: { run: SavedRun; shown: ShownRun } | null = null;

  constructor(controller: RunController, marks: SourceMarks, private readonly archive: RunArchive) {
    super(marks);
    this.own(controller.onDidShow(() => {
      this.letGo();
      this.view(controller.shown);
    }));
  }

  override get run(): ShownRun | null {
    return super.run ?? this.restored?.shown ?? null;
  }

  async restore(id: string): Promise<void> {
    const found = await this.archive.find(id);
    if (this.run || this.disposed) return found?.run.dispose();
    if (!found) return;
    const { run, uri } = found;
    this.letGo();
    this.restored = { run, shown: { analysis: run, stale: false, origin: 'earlier', actions: new EarlierRunActions(run, uri) } };
    this.runChanged.fire();
  }

  override dispose(): void {
    this.letGo();
    super.dispose();
  }

  private letGo(): void {
    this.restored?.run.dispose();
    this.restored = null;
  }
}

/** The side view shows the newest result that the file in front has a part in; the last one while there is none. */
export class SideSource extends ViewSource {
  constructor(controller: RunController, marks: SourceMarks) {
    super(marks);
    const refresh = (): void => {
      const uri = vscode.window.activeTextEditor?.document.uri;
      const result = uri && controller.resultWith(uri);
      if (result) this.view(result);
      else if (controller.results.length === 0) this.view(null);
    };
    this.own(controller.onDidPublish(refresh));
    this.own(vscode.window.onDidChangeActiveTextEditor(refresh));
  }
}
