/** The right side: everything about the selected layer at the selected step. */
import type { LayerInfo } from '../../src/shared/run.js';
import { formatNumber, formatShare } from '../../src/shared/format.js';
import { actionLink, element, setText } from '../common/dom.js';
import { findingsOf, type RankedFinding } from '../common/findings.js';
import { healthIcon } from '../common/icons.js';
import { NON_FINITE, NOT_CAPTURED, type Quantity } from '../common/quantities.js';
import { CellNumbers } from './cellNumbers.js';
import { findingCard, isEdit } from './findingCard.js';
import type { FlowView } from './flowView.js';
import { cellAt } from './heatmap.js';
import type { HistogramView } from './histogramView.js';
import type { PanelActions, PanelState } from './state.js';
import type { ThroughTime } from './throughTime.js';
import { TrialsControl } from './trialsControl.js';

export class Details {
  private readonly head = element('div', { class: 'details-head' });
  private readonly stepText = element('span', { class: 'step' });
  private readonly follow = actionLink('Follow newest', 'Show the newest step as it arrives (Escape)', () => {
    this.actions.select({ step: null });
  });
  private readonly cell = element('div', { class: 'cell' });
  private readonly findings = element('div', { class: 'cards' });
  private readonly trials: TrialsControl;
  private readonly numbers = new CellNumbers();
  readonly element = element('aside', { class: 'details', attributes: { 'aria-label': 'Selected layer' } },
    this.head, this.findings, element('div', { class: 'step-line' }, this.stepText, this.cell, this.follow));
  private drawn: unknown[] = [];

  constructor(
    private readonly actions: PanelActions,
    private readonly flow: FlowView,
    private readonly time: ThroughTime,
    private readonly histogram: HistogramView,
  ) {
    this.trials = new TrialsControl(actions);
    this.element.append(flow.element, time.element, histogram.element, this.numbers.element);
  }

  draw(state: PanelState): void {
    const { layer, run, step, quantity } = state;
    this.element.hidden = layer === null;
    if (!layer) return;
    const key = [layer, run.findings, state.health.get(layer.id), state.origin];
    if (!key.every((part, i) => part === this.drawn[i])) {
      this.drawn = key;
      this.head.replaceChildren(...this.heading(layer, state));
      this.findings.replaceChildren(...this.cards(findingsOf(run.findings ?? [], layer.id), state.origin === 'own'));
    }
    this.trials.draw(state.status?.trials ?? null);
    setText(this.stepText, step < 0 ? 'No step yet' : `Step ${step}`);
    setText(this.cell, step < 0 ? '' : `${quantity.label} ${cellWords(quantity, cellAt(state, layer.id, step))}`);
    this.follow.hidden = state.following;
    this.flow.draw(state);
    this.time.draw(state);
    this.histogram.draw(state);
    this.numbers.draw(state);
  }

  /** The first card with something to try has the control: it tries the fixes of all findings. */
  private cards(findings: readonly RankedFinding[], fixable: boolean): HTMLElement[] {
    const first = fixable ? findings.find(({ finding }) => finding.remedies.some(isEdit)) : undefined;
    return findings.map((each) => findingCard(each, fixable ? this.actions : null, each === first ? this.trials.element : null));
  }

  private heading(layer: LayerInfo, state: PanelState): Node[] {
    const { site } = layer;
    const source = site
      ? this.sourceLine(`${site.file}:${site.line}`, layer)
      : element('span', { class: 'muted', title: 'The layer comes from a loaded model' }, 'no source line');
    return [
      element('h2', { title: layer.name },
        healthIcon(state.health.get(layer.id) ?? 'unknown'), element('span', { class: 'name' }, layer.name), source),
      element('div', { class: 'muted facts' }, facts(layer)),
    ];
  }

  private sourceLine(place: string, { id }: LayerInfo): HTMLElement {
    if (!this.actions.hasEditor) return element('span', { class: 'muted' }, place);
    return actionLink(place, 'Go to the source line', () => this.actions.reveal(id));
  }
}

/** "Dense · sigmoid · GlorotNormal · [·, 64] · 4,160 weights" */
function facts(layer: LayerInfo): string {
  const weights = layer.weights.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
  return [
    layer.className,
    layer.activation,
    layer.kernelInitializer,
    layer.outputShape ? `[${layer.outputShape.map((size) => size ?? '·').join(', ')}]` : null,
    weights > 0 ? `${weights.toLocaleString('en-US')} weights` : null,
    layer.recurrent === 'backward' ? 'reads backwards' : null,
    layer.calls > 1 ? `called ${layer.calls} times a step` : null,
  ].filter((fact) => fact !== null).join(' · ');
}

/** The cell's number in words: "3.2e-9", "37 %", "NaN or infinite", "not captured". */
export function cellWords(quantity: Quantity, cell: number): string {
  if (cell === NOT_CAPTURED) return 'not captured';
  if (cell === NON_FINITE) return 'NaN or infinite';
  if (quantity.scale === 'presence') return 'none';
  return quantity.scale === 'share' ? formatShare(cell) : formatNumber(cell);
}
