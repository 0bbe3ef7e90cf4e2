import * as vscode from 'vscode';
import { Owner } from '../shared/disposable.js';
import type { LayerInfo, RunData, SourceSite } from '../shared/run.js';
import { openDocument, readText, type EditorRun } from './editorRun.js';
import type { RunController } from './runController.js';
import { TrackedText } from './siteTracker.js';

/** A layer where it stands in the text now. */
export interface LayerMark {
  layer: LayerInfo;
  /** The callee of the call that makes it. */
  range: vscode.Range;
}

/** What the newest run that made layers in a document says about it. */
export interface DocumentMarks {
  run: EditorRun;
  layers: LayerMark[];
  /** The document changed since the run read it. */
  edited: boolean;
}

/** Knows where the layers of each result are while the files are edited. */
export class SourceMarks extends Owner {
  private readonly changed = this.own(new vscode.EventEmitter<vscode.Uri[]>());
  /** By run and document. */
  private readonly tracked = new Map<EditorRun, Map<string, TrackedText>>();
  private marked = new Set<string>();

  /** Marks of these documents have come, gone, changed or moved. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly controller: RunController) {
    super();
    this.own(controller.onDidPublish(() => this.refresh()));
    this.own(controller.onDidStart((run) => this.tracked.set(run, new Map())));
    this.own(vscode.workspace.onDidChangeTextDocument((event) => this.edited(event)));
    this.own(vscode.workspace.onDidOpenTextDocument((document) => this.adopt(document.uri, document.getText())));
    this.own(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.adopt(uri, readText(uri))));
  }

  /** Documents that some result has layers in. */
  get documents(): vscode.Uri[] {
    return [...this.marked].map((key) => vscode.Uri.parse(key));
  }

  of(uri: vscode.Uri): DocumentMarks | null {
    const key = uri.toString();
    for (const run of this.controller.results) {
      const layers = run.analysis.store.layers.filter((layer) => layer.site && run.uriOf(layer.site.file).toString() === key);
      if (layers.length === 0) continue;
      const marks = layers.map((layer) => ({ layer, range: this.range(run, layer.site!) }));
      return {
        run,
        layers: marks.filter((mark): mark is LayerMark => mark.range !== null),
        edited: this.text(run, layers[0].site!.file)?.edited ?? false,
      };
    }
    return null;
  }

  /** Where the call at `site` is now; null when it is gone. */
  range(run: EditorRun, site: SourceSite): vscode.Range | null {
    const text = this.text(run, site.file);
    const span = text?.span(site.line, site.column);
    if (!text || !span) return null;
    const document = openDocument(run.uriOf(site.file));
    if (document) return new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
    const start = new vscode.Position(site.line - 1, site.column - 1);
    return new vscode.Range(start, start.translate(0, span.end - span.start));
  }

  /** Whether any source of the run changed since. */
  isStale(run: EditorRun): boolean {
    return [...(this.tracked.get(run)?.values() ?? [])].some((text) => text.edited);
  }

  /** The run with every site where it is in the texts as they are now. */
  asOfNow(run: EditorRun): RunData {
    const store: RunData = run.analysis.store;
    if (!this.isStale(run)) return store;
    const now = (site: SourceSite | null): SourceSite | null => {
      const start = site && this.range(run, site)?.start;
      return start ? { file: site.file, line: start.line + 1, column: start.character + 1 } : null;
    };
    const known = (site: SourceSite): SourceSite[] => [now(site)].filter((place) => place !== null);
    return {
      layers: store.layers.map((layer) => ({ ...layer, site: now(layer.site), callers: layer.callers.flatMap(known) })),
      models: store.models.map((model) => ({ ...model, site: now(model.site) })),
      stepCount: store.stepCount,
      dataKind: store.dataKind,
      firstNonFinite: store.firstNonFinite,
      inspections: store.inspections,
      loss: (step) => store.loss(step),
      regularizationLoss: (step) => store.regularizationLoss(step),
      modelsOf: (step) => store.modelsOf(step),
      value: (layer, statistic, step) => store.value(layer, statistic, step),
      hiddenGradient: (layer, step) => store.hiddenGradient(layer, step),
    };
  }

  private text(run: EditorRun, file: string): TrackedText | undefined {
    const texts = this.tracked.get(run);
    const uri = run.uriOf(file);
    const key = uri.toString();
    const known = texts?.get(key);
    if (known || !texts) return known;
    const base = run.baseText(file);
    if (base === undefined) return undefined;
    const text = new TrackedText(base);
    text.adopt(openDocument(uri)?.getText() ?? readText(uri) ?? base);
    texts.set(key, text);
    return text;
  }

  private edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0 || this.tracked.size === 0) return;
    const edits = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({ offset: rangeOffset, removed: rangeLength, text }));
    this.update(document.uri, (text) => text.edit(edits, document.getText()));
  }

  /** A file may have changed on the disk while it was closed, and closing one may drop what was not saved. */
  private adopt(uri: vscode.Uri, now: string | undefined): void {
    this.update(uri, (text) => text.adopt(now ?? text.base));
  }

  private update(uri: vscode.Uri, change: (text: TrackedText) => void): void {
    const key = uri.toString();
    const texts = [...this.tracked.values()].flatMap((byDocument) => byDocument.get(key) ?? []);
    texts.forEach(change);
    if (texts.length > 0) this.changed.fire([uri]);
  }

  private refresh(): void {
    const { results, shown } = this.controller;
    for (const run of this.tracked.keys()) {
      if (!results.includes(run) && run !== shown && run.over) this.tracked.delete(run);
    }
    for (const run of results) run.analysis.program?.sources.forEach((source) => this.text(run, source));
    const before = this.marked;
    this.marked = new Set(results.flatMap((run) =>
      run.analysis.store.layers.flatMap((layer) => (layer.site ? [run.uriOf(layer.site.file).toString()] : []))));
    this.changed.fire([...new Set([...before, ...this.marked])].map((key) => vscode.Uri.parse(key)));
  }
}
