/** What the views show, and what they ask of the editor. */
import type * as vscode from 'vscode';
import type { Analysis, SavedRun } from '../analysis/index.js';
import type { EarlierRun, RunOrigin } from '../shared/panelProtocol.js';

/** A run as a view shows it. */
export interface ShownRun {
  analysis: Pick<Analysis, 'status' | 'store' | 'findings' | 'onChange'>;
  /** A source changed since the run read it. */
  readonly stale: boolean;
  readonly origin: RunOrigin;
  /** What can be asked of a run that is not the editor's own; the view asks these then, and nobody else. */
  readonly actions?: ReadingActions & Partial<ViewActions>;
}

/** What can be asked of any run, also one that is read from a file. `run` is what the view shows at that moment. */
export interface ReadingActions {
  openFailure(run: ShownRun): void;
  reveal(run: ShownRun, layer: string): void;
}

/** What can be asked of a run of this editor. */
export interface ViewActions extends ReadingActions {
  analyze(run: ShownRun | null): void;
  stop(run: ShownRun | null): void;
  continueRun(run: ShownRun, toEnd: boolean): void;
  showLog(): void;
  /** `finding` is a position in the findings that were sent last. */
  applyRemedy(run: ShownRun, finding: number, remedy: string): void;
  tryFixes(run: ShownRun): void;
  cancelTrials(run: ShownRun): void;
  setLive(enabled: boolean): void;
  openPanel(): void;
}

/** Earlier runs of the file that a view shows. */
export interface Comparisons {
  readonly onDidChange: vscode.Event<void>;
  /** Newest first. */
  earlierThan(run: ShownRun): Promise<EarlierRun[]>;
  /** The one that says what the last change of the source has done; null where there is none. */
  suggested(run: ShownRun): string | null;
  /** Null when it is there no more. */
  open(run: ShownRun, id: string): Promise<SavedRun | null>;
}

/** Something that has a run to show, or not. */
export interface RunSource {
  readonly run: ShownRun | null;
  /** Another run is to be shown. */
  readonly onDidChangeRun: vscode.Event<void>;
  /** A source of the run was edited, or is as it was again. */
  readonly onDidChangeStale: vscode.Event<unknown>;
  /** While there is no run: the page asks for the one that it showed when it was there before. */
  restore?(id: string): Promise<void>;
}
