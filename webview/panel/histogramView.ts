/** How large the elements of a tensor of the chosen layer are, at the chosen step. */
import { scaleLinear } from 'd3';
import { formatShare } from '../../src/shared/format.js';
import type { PanelToHost } from '../../src/shared/panelProtocol.js';
import { HISTOGRAM_BINS, type HistogramKind } from '../../src/shared/statistics.js';
import { powerOfTen } from '../common/axes.js';
import { beginDrawing, crisp, type Surface } from '../common/canvas.js';
import { element, setText } from '../common/dom.js';
import { singleSelect } from '../common/select.js';
import { Question } from './question.js';
import type { PanelActions, PanelState } from './state.js';

const KINDS: { id: HistogramKind; label: string }[] = [
  { id: 'outputGradient', label: 'Output gradient' },
  { id: 'weightGradient', label: 'Weight gradient' },
  { id: 'activation', label: 'Activation' },
];

type Request = Extract<PanelToHost, { type: 'histogram' }>;

export class HistogramView {
  private readonly canvas = element('canvas', { class: 'plot histogram', attributes: { role: 'img' } });
  private readonly note = element('p', { class: 'plot-note' });
  private readonly select = singleSelect('Histogram of', KINDS, (histogram) => this.actions.choose({ histogram }));
  readonly element = element('section', { class: 'plot-section' },
    element('div', { class: 'plot-head' }, element('h3', {}, 'Magnitudes'), this.select.element), this.canvas, this.note);
  private readonly question: Question<Request>;
  private answer: { layer: string; kind: HistogramKind; step: number; shares: Float32Array | null } | null = null;

  constructor(private readonly actions: PanelActions, ask: (request: Request) => void, private readonly redraw: () => void) {
    this.question = new Question(ask, redraw);
  }

  take(layer: string, step: number, kind: HistogramKind, shares: Float32Array | null): void {
    this.answer = { layer, step, kind, shares };
    this.redraw();
  }

  forget(): void {
    this.answer = null;
    this.question.forget();
  }

  draw(state: PanelState): void {
    const { layer, step, choices } = state;
    this.select.set(choices.histogram);
    if (layer && step >= 0) this.question.put({ type: 'histogram', layer: layer.id, step, kind: choices.histogram }, state.following);
    const { answer } = this;
    const shares = answer && answer.layer === layer?.id && answer.kind === choices.histogram ? answer.shares : null;
    const surface = beginDrawing(this.canvas);
    const kind = KINDS.find(({ id }) => id === choices.histogram)!.label.toLowerCase();
    setText(this.note, shares ? notes(shares) : answer && !answer.shares ? `No histogram of the ${kind} at this step.` : '');
    this.canvas.setAttribute('aria-label', shares ? `Histogram of the magnitudes of the ${kind}` : `No histogram of the ${kind}`);
    if (surface && shares) drawBars(surface, state, shares);
    else if (surface) drawBars(surface, state, new Float32Array(HISTOGRAM_BINS));
  }
}

/** Zeros and what is beyond the last bin have no place on a logarithmic axis: said in words. */
function notes(shares: Float32Array): string {
  const parts: string[] = [];
  if (shares[0]! > 0) parts.push(`${formatShare(shares[0]!)} zero`);
  if (shares[HISTOGRAM_BINS - 1]! > 0) parts.push(`${formatShare(shares[HISTOGRAM_BINS - 1]!)} ≥ 128 or not finite`);
  return parts.join(' · ');
}

/** Bins 1 to 46 by magnitude, 2^(k-40) to 2^(k-39); bin 0 (zeros) and 47 (beyond) at the ends, apart from the others. */
function drawBars({ context, width, height }: Surface, { theme }: PanelState, shares: Float32Array): void {
  const box = { left: 38, top: 6, width: width - 42, height: height - 26 };
  const middle = HISTOGRAM_BINS - 2;
  const end = 14;
  const x = scaleLinear().domain([0, middle]).range([box.left + end, box.left + box.width - end]);
  const tallest = Math.max(0.01, ...shares);
  const y = scaleLinear().domain([0, tallest * 1.05]).range([box.top + box.height, box.top]);
  context.font = theme.font;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const tick of y.ticks(3)) {
    context.strokeStyle = theme.grid;
    context.beginPath();
    context.moveTo(box.left, crisp(y(tick)));
    context.lineTo(box.left + box.width, crisp(y(tick)));
    context.stroke();
    context.fillStyle = theme.muted;
    context.fillText(`${Number((tick * 100).toPrecision(2))} %`, box.left - 6, crisp(y(tick)));
  }
  const step = x(1) - x(0);
  shares.forEach((share, bin) => {
    if (share <= 0) return;
    const last = bin === HISTOGRAM_BINS - 1;
    const left = bin === 0 ? box.left : last ? box.left + box.width - step : x(bin - 1);
    context.fillStyle = theme.lines[0]!;
    context.fillRect(left, y(share), Math.max(1, step - 1), box.top + box.height - y(share));
  });
  context.fillStyle = theme.muted;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.fillText('0', box.left + step / 2, box.top + box.height + 6);
  for (const decade of [-9, -6, -3, 0]) {
    context.fillText(powerOfTen(decade), x(Math.log2(10 ** decade) + 39), box.top + box.height + 6);
  }
  context.textAlign = 'right';
  context.fillText('∞', box.left + box.width, box.top + box.height + 6);
}
