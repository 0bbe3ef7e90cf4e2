import * as vscode from 'vscode';
import { Owner } from '../shared/disposable.js';
import type { FindingView } from '../shared/panelProtocol.js';
import type { Remedy } from '../shared/report.js';
import type { LayerInfo } from '../shared/run.js';
import { isDisproved, lossText, wasTried } from '../shared/trialWords.js';
import { findingKey, type CurrentRemedies, type RemedyReference } from './currentRemedies.js';
import type { EditorRun } from './editorRun.js';
import { COMMANDS } from './names.js';
import { findingsAt, gradientText, verdictText } from './readings.js';
import { affectsSetting, readSettings } from './settings.js';
import type { DocumentMarks, LayerMark, SourceMarks } from './sourceMarks.js';

/** One lens line for each line of source that makes layers, and one at the top of a file that looks like a model. */
export class GradientLenses extends Owner implements vscode.CodeLensProvider {
  private readonly changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(private readonly marks: SourceMarks, private readonly remedies: CurrentRemedies, selector: vscode.DocumentSelector) {
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
    if (!marks) return top;
    const best = await this.bestRemedies(marks.run);
    const lines = byLine(marks.layers).map((onLine) => layerLenses(marks, onLine, best));
    // Once: it tries the fixes of all findings. Where the first fix is, else at the top.
    if (best.size > 0 && !areTried(marks.run)) {
      const place = lines.find((onLine) => onLine.length > 1) ?? top;
      place.push(tryLens(place[0].range, marks.run));
    }
    return [...top, ...lines.flat()];
  }

  /** For each finding the best remedy that still has something to edit in the text as it is now, unless it was tried in vain. */
  private async bestRemedies(run: EditorRun): Promise<Map<FindingView, Remedy>> {
    const best = new Map<FindingView, Remedy>();
    for (const finding of run.analysis.findings) {
      const remedy = (await this.remedies.of(run, finding)).find(({ edits }) => edits.length > 0);
      if (remedy && !isDisproved(remedy)) best.set(finding, remedy);
    }
    return best;
  }
}

/** Or are being tried. */
function areTried({ analysis: { status, findings } }: EditorRun): boolean {
  return (status.trials?.running ?? false) || findings.some(({ remedies }) => remedies.some(wasTried));
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

function layerLenses(
  { run, edited }: DocumentMarks, onLine: readonly LayerMark[], best: ReadonlyMap<FindingView, Remedy>,
): vscode.CodeLens[] {
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
  const remedy = worst && best.get(worst);
  return remedy ? [reading, fixLens(range, run.id, worst, remedy)] : [reading];
}

function readingTooltip(layers: readonly LayerInfo[], worst: FindingView | undefined, edited: boolean): string {
  return [
    worst ? `${worst.message}\n${worst.cause}` : '',
    layers.length === 1 ? vscode.l10n.t('Gradient norm of {0}, median of the last steps.', layers[0].name)
      : vscode.l10n.t('Gradient norms of the layers made here, smallest to largest, medians of the last steps.'),
    edited ? vscode.l10n.t('The file has changed since this was measured.') : '',
  ].filter(Boolean).join('\n\n');
}

function fixLens(range: vscode.Range, runId: string, finding: FindingView, remedy: Remedy): vscode.CodeLens {
  const reference: RemedyReference = { runId, finding: findingKey(finding), remedy: remedy.id };
  const { trial } = remedy;
  return new vscode.CodeLens(range, {
    command: COMMANDS.applyRemedy,
    title: vscode.l10n.t('Fix: {0}', [remedy.shortTitle ?? remedy.title, ...(trial ? [lossText({ ...remedy, trial })] : [])].join(' · ')),
    tooltip: `${remedy.title}\n\n${remedy.explanation}`,
    arguments: [reference],
  });
}

function tryLens(range: vscode.Range, run: EditorRun): vscode.CodeLens {
  return new vscode.CodeLens(range, {
    command: COMMANDS.tryFixes,
    title: vscode.l10n.t('Try fixes'),
    tooltip: vscode.l10n.t('Train the program with each fix and without, in memory, and see which help. Your files stay as they are.'),
    arguments: [run.uri],
  });
}
