/** How the gradient goes back through time: dL/d(hidden state) over the time steps of the input, at the chosen step. */
import { formatNumber } from '../../src/shared/format.js';
import type { HostToPanel, PanelToHost } from '../../src/shared/panelProtocol.js';
import type { LayerInfo } from '../../src/shared/run.js';
import type { Box } from '../common/axes.js';
import { beginDrawing, type Surface } from '../common/canvas.js';
import { element, setText } from '../common/dom.js';
import { drawFlow } from '../common/flowPlot.js';
import { swatch } from './flowView.js';
import { Question } from './question.js';
import type { PanelActions, PanelState } from './state.js';
import { largest, TimeStrips, type Strip } from './timeStrips.js';

type Request = Extract<PanelToHost, { type: 'hidden' }>;
type Answer = Extract<HostToPanel, { type: 'hidden' }>;

/** Beside the chosen layer's line, the other direction's: no plot has more. */
const MOST_LINES = 2;

export class ThroughTime {
  private readonly key = element('span', { class: 'plot-key' });
  private readonly canvas = element('canvas', { class: 'plot through-time', attributes: { role: 'img' } });
  private readonly note = element('p', { class: 'plot-words' });
  private readonly strips: TimeStrips;
  readonly element: HTMLElement;
  private readonly question: Question<Request>;
  private answer: Answer | null = null;
  private keyed = '';

  constructor(actions: PanelActions, ask: (request: Request) => void, private readonly redraw: () => void) {
    this.question = new Question(ask, redraw);
    this.strips = new TimeStrips((layer) => actions.select({ layer }));
    this.element = element('section', { class: 'plot-section' },
      element('div', { class: 'plot-head' },
        element('h3', { title: 'RMS of the gradient of the loss with respect to the hidden state, for each time step of the input' }, 'Gradient through time'),
        this.key),
      this.canvas, this.note, this.strips.element);
  }

  take(answer: Answer): void {
    this.answer = answer;
    this.redraw();
  }

  forget(): void {
    this.answer = null;
    this.question.forget();
  }

  draw(state: PanelState): void {
    const { layer, run, step, theme } = state;
    const shown = layer && withState(layer, run.layers);
    this.element.hidden = !shown || shown.length === 0;
    if (!layer || !shown || shown.length === 0) return;
    if (step >= 0) this.question.put({ type: 'hidden', step }, state.following);
    const strips = this.answer ? stripsOf(this.answer, run.layers.filter(({ model }) => model === layer.model)) : [];
    const lines = shown.flatMap(({ id }) => strips.find((strip) => strip.layer === id) ?? []).slice(0, MOST_LINES);
    this.drawKey(lines, theme.lines);
    const words = lines[0] ? inWords(lines[0].values) : this.answer ? 'Not captured at this step.' : '';
    setText(this.note, words);
    this.canvas.setAttribute('aria-label', `Gradient of ${layer.name} over time steps. ${words}`);
    const surface = beginDrawing(this.canvas);
    if (surface && lines[0]) drawLines(surface, state, lines);
    this.strips.element.hidden = strips.length < 2;
    if (strips.length > 1) this.strips.draw(strips, lines[0]?.layer ?? layer.id, theme);
  }

  private drawKey(lines: readonly Strip[], colors: readonly string[]): void {
    const key = JSON.stringify([lines.map(({ name }) => name), colors]);
    if (key === this.keyed) return;
    this.keyed = key;
    this.key.replaceChildren(...(lines.length > 1 ? lines.map(({ name }, i) => swatch(colors[i]!, name)) : []));
  }
}

/** The layer itself, or its parts that have a hidden state. */
function withState(layer: LayerInfo, layers: readonly LayerInfo[]): LayerInfo[] {
  return layer.recurrent ? [layer] : layers.filter(({ parent, recurrent }) => recurrent !== null && parent === layer.id);
}

/** In the order of the rows. */
function stripsOf({ layers, times, values }: Answer, rows: readonly LayerInfo[]): Strip[] {
  const series = new Map<string, Float32Array>();
  let at = 0;
  layers.forEach((layer, i) => series.set(layer, values.subarray(at, at += times[i]!)));
  return rows.flatMap(({ id, name }) => {
    const found = series.get(id);
    return found ? [{ layer: id, name, values: found }] : [];
  });
}

/** "Time step 0: 1.3e-7 · 49: 0.044 · largest at 49" */
function inWords(values: Float32Array): string {
  const last = values.length - 1;
  let most = 0;
  for (let i = 0; i <= last; i++) if (values[i]! > values[most]!) most = i;
  const unfit = values.findIndex((value) => !Number.isFinite(value));
  const ends = `Time step 0: ${formatNumber(values[0]!)} · ${last}: ${formatNumber(values[last]!)}`;
  return unfit >= 0 ? `${ends} · NaN or infinite at ${unfit}` : `${ends} · largest at ${most}`;
}

function drawLines({ context, width, height }: Surface, { theme }: PanelState, lines: readonly Strip[]): void {
  const box: Box = { left: 38, top: 6, width: width - 42, height: height - 26 };
  const times = Math.max(...lines.map(({ values }) => values.length));
  const columns = Math.min(times, Math.floor(box.width));
  const cells = (values: Float32Array): number[] => Array.from({ length: columns }, (_, column) => largest(values, column, columns));
  const [main, ...others] = lines.map(({ values }, i) => ({ cells: cells(values), color: theme.lines[i]! }));
  drawFlow(context, theme, box, { main: main!, band: null, behind: others.map((line) => ({ ...line, dash: [4, 3] })), logarithmic: true, selected: -1 });
  context.font = theme.font;
  context.fillStyle = theme.muted;
  context.textBaseline = 'top';
  const y = box.top + box.height + 6;
  const texts: [CanvasTextAlign, string, number][] = [
    ['left', '0', box.left], ['center', 'time step of the input', box.left + box.width / 2], ['right', String(times - 1), box.left + box.width]];
  for (const [align, text, x] of texts) {
    context.textAlign = align;
    context.fillText(text, x, y);
  }
}
