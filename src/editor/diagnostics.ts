import * as vscode from 'vscode';
import { Owner } from '../shared/disposable.js';
import { plainText } from '../shared/format.js';
import type { FindingView } from '../shared/panelProtocol.js';
import type { Severity } from '../shared/report.js';
import type { EditorRun } from './editorRun.js';
import { DISPLAY_NAME } from './names.js';
import { shortName } from './readings.js';
import type { RunController } from './runController.js';
import type { SourceMarks } from './sourceMarks.js';

/** More related places than this help nobody. */
const MOST_RELATED = 12;

const SEVERITIES: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

/** A finding where it is shown. */
export interface PlacedFinding {
  run: EditorRun;
  finding: FindingView;
  /** Where its diagnostic stands. */
  location: vscode.Location;
  /** The lines of all layers that it names: it can be put right from each of them. */
  layerLocations: vscode.Location[];
  diagnostic: vscode.Diagnostic;
}

/** Findings as diagnostics on the lines that make the layers. They move with edits and stay until a run replaces them. */
export class FindingDiagnostics extends Owner {
  private readonly collection = this.own(vscode.languages.createDiagnosticCollection('gradientInspector'));
  private placed: PlacedFinding[] = [];

  constructor(
    private readonly controller: RunController, private readonly marks: SourceMarks, private readonly rulePages: vscode.Uri,
  ) {
    super();
    this.own(marks.onDidChange(() => this.refresh()));
  }

  /** Findings whose lines `range` touches: that of the diagnostic, or of any layer that the finding names. */
  at(uri: vscode.Uri, range: vscode.Range): PlacedFinding[] {
    const lines = new vscode.Range(range.start.line, 0, range.end.line, Number.MAX_SAFE_INTEGER);
    const touches = (location: vscode.Location): boolean =>
      location.uri.toString() === uri.toString() && lines.intersection(location.range) !== undefined;
    return this.placed.filter(({ location, layerLocations }) => [location, ...layerLocations].some(touches));
  }

  private refresh(): void {
    const placed: PlacedFinding[] = [];
    for (const run of this.controller.results) {
      for (const finding of run.analysis.findings) {
        const location = this.locate(run, finding);
        if (!location || !this.speaksFor(run, location.uri)) continue;
        const layerLocations = finding.layers.flatMap((id) => this.layerLocation(run, id) ?? []);
        placed.push({ run, finding, location, layerLocations, diagnostic: this.diagnostic(run, finding, location) });
      }
    }
    const byFile = new Map<string, vscode.Diagnostic[]>();
    for (const { location, diagnostic } of placed) {
      const file = location.uri.toString();
      byFile.set(file, [...(byFile.get(file) ?? []), diagnostic]);
    }
    this.collection.forEach((uri) => {
      if (!byFile.has(uri.toString())) this.collection.delete(uri);
    });
    for (const [file, diagnostics] of byFile) this.collection.set(vscode.Uri.parse(file), diagnostics);
    this.placed = placed;
  }

  /** A document shows the findings of the newest run that made layers in it. */
  private speaksFor(run: EditorRun, uri: vscode.Uri): boolean {
    const marks = this.marks.of(uri);
    return marks ? marks.run === run : run.uri.toString() === uri.toString();
  }

  /** At the first layer that has a line; else at its model; else at the top of the file. Null when the line is gone. */
  private locate(run: EditorRun, finding: FindingView): vscode.Location | null {
    const { layers, models } = run.analysis.store;
    const concerned = finding.layers.flatMap((id) => layers.find((layer) => layer.id === id) ?? []);
    const modelIds = concerned.map((layer) => layer.model);
    const site = [...concerned, ...models.filter((model) => modelIds.length === 0 || modelIds.includes(model.id))]
      .map((thing) => thing.site).find((place) => place !== null);
    if (!site) return new vscode.Location(run.uri, new vscode.Position(0, 0));
    const range = this.marks.range(run, site);
    return range && new vscode.Location(run.uriOf(site.file), range);
  }

  private diagnostic(run: EditorRun, finding: FindingView, { range }: vscode.Location): vscode.Diagnostic {
    const message = plainText([finding.message, finding.cause].filter(Boolean).join('\n'));
    const diagnostic = new vscode.Diagnostic(range, message, SEVERITIES[finding.severity]);
    diagnostic.source = DISPLAY_NAME;
    diagnostic.code = { value: finding.rule, target: vscode.Uri.joinPath(this.rulePages, `${finding.rule}.md`) };
    diagnostic.relatedInformation = this.related(run, finding);
    return diagnostic;
  }

  private related(run: EditorRun, finding: FindingView): vscode.DiagnosticRelatedInformation[] {
    const symptoms = [{ rule: finding.rule, layers: finding.layers.slice(1) }, ...finding.consequences];
    const places = symptoms.flatMap(({ rule, layers }) => layers.flatMap((id) => {
      const location = this.layerLocation(run, id);
      return location ? [new vscode.DiagnosticRelatedInformation(location, `${id}: ${shortName(rule)}`)] : [];
    }));
    return places.slice(0, MOST_RELATED);
  }

  /** Where the source makes the layer now; null when it has no line, or has lost it. */
  private layerLocation(run: EditorRun, id: string): vscode.Location | null {
    const site = run.analysis.store.layers.find((layer) => layer.id === id)?.site;
    const range = site && this.marks.range(run, site);
    return range ? new vscode.Location(run.uriOf(site.file), range) : null;
  }
}
