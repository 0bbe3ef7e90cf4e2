import * as vscode from 'vscode';
import { Owner } from '../shared/disposable.js';
import type { FindingView } from '../shared/panelProtocol.js';
import type { LayerInfo } from '../shared/run.js';
import { findingKey, type RemedyReference } from './currentRemedies.js';
import { COMMANDS } from './names.js';
import { findingsAt, gradientText, verdictText } from './readings.js';
import { affectsSetting, readSettings } from './settings.js';
import type { DocumentMarks, LayerMark, SourceMarks } from './sourceMarks.js';

/** One lens line for each line of source that makes layers, and one at the top of a file that looks like a model. */
export class GradientLenses extends Owner implements vscode.CodeLensProvider {
  private readonly changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(private readonly marks: SourceMarks, selector: vscode.DocumentSelector) {
    super();
    this.own(marks.onDidChange(() => this.changed.fire()));
    this.own(vscode.workspace.onDidChangeConfiguration((event) => {
      if (affectsSetting(event, 'codeLens') || affectsSetting(event, 'live')) this.changed.fire();
    }));
    this.own(vscode.languages.registerCodeLensProvider(selector, this));
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const settings = readSettings(document.uri);
    if (!settings.codeLens) return [];
    const marks = this.marks.of(document.uri);
    const { looksLikeModel } = await import('../program/index.js');
    const top = marks || looksLikeModel(document.getText()) ? topLenses(document.uri, marks?.edited ?? false, settings.live) : [];
    return marks ? [...top, ...byLine(marks.layers).flatMap((onLine) => layerLenses(marks, onLine))] : top;
  }
}

function topLenses(uri: vscode.Uri, edited: boolean, live: boolean): vscode.CodeLens[] {
  const range = new vscode.Range(0, 0, 0, 0);
  return [
    new vscode.CodeLens(range, {
      command: COMMANDS.analyze,
      title: edited ? vscode.l10n.t('$(refresh) Analyze gradients again') : vscode.l10n.t('$(play) Analyze gradients'),
      tooltip: vscode.l10n.t('Train this file and watch the gradients of every layer'),
      arguments: [uri],
    }),
    new vscode.CodeLens(range, {
      command: COMMANDS.toggleLive,
      title: live ? vscode.l10n.t('$(pulse) Live: on') : vscode.l10n.t('Live'),
      tooltip: live
        ? vscode.l10n.t('Stop the short runs that follow your edits')
        : vscode.l10n.t('Follow your edits with short training runs'),
    }),
  ];
}

function byLine(marks: readonly LayerMark[]): LayerMark[][] {
  const lines = new Map<number, LayerMark[]>();
  for (const mark of marks) {
    const { line } = mark.range.start;
    lines.set(line, [...(lines.get(line) ?? []), mark]);
  }
  return [...lines.values()];
}

function layerLenses({ run, edited }: DocumentMarks, onLine: readonly LayerMark[]): vscode.CodeLens[] {
  const { store, findings } = run.analysis;
  const layers = onLine.map((mark) => mark.layer);
  const [worst] = findingsAt(findings, layers);
  const selected = worst ? (layers.find((layer) => worst.layers.includes(layer.id)) ?? layers[0]) : layers[0];
  const words = [gradientText(store, layers), verdictText(findings, layers), edited ? vscode.l10n.t('before your edit') : ''];
  const { range } = onLine[0];
  const reading = new vscode.CodeLens(range, {
    command: COMMANDS.selectLayer,
    title: words.filter(Boolean).join(' · '),
    tooltip: readingTooltip(layers, worst, edited),
    arguments: [run.id, selected.id],
  });
  const fix = worst && fixLens(range, run.id, worst);
  return fix ? [reading, fix] : [reading];
}

function readingTooltip(layers: readonly LayerInfo[], worst: FindingView | undefined, edited: boolean): string {
  return [
    worst ? `${worst.message}\n${worst.cause}` : '',
    layers.length === 1 ? vscode.l10n.t('Gradient norm of {0}, median of the last steps.', layers[0].name)
      : vscode.l10n.t('Gradient norms of the layers made here, smallest to largest, medians of the last steps.'),
    edited ? vscode.l10n.t('The file has changed since this was measured.') : '',
  ].filter(Boolean).join('\n\n');
}

function fixLens(range: vscode.Range, runId: string, finding: FindingView): vscode.CodeLens | null {
  const best = finding.remedies.find((remedy) => remedy.edits.length > 0);
  if (!best) return null;
  const reference: RemedyReference = { runId, finding: findingKey(finding), remedy: best.id };
  return new vscode.CodeLens(range, {
    command: COMMANDS.applyRemedy,
    title: vscode.l10n.t('Fix: {0}', withoutPlace(best.title)),
    tooltip: `${best.title}\n\n${best.explanation}`,
    arguments: [reference],
  });
}

/** "Use ReLU" of "Use ReLU in `first` and 5 more layers": the lens stands at the place already. */
function withoutPlace(title: string): string {
  return title.replace(/ (?:in|after|before) `.*$/, '');
}
