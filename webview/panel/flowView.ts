/** Gradient flow of the chosen step, in the details. */
import { beginDrawing, fitText } from '../common/canvas.js';
import { element, setText } from '../common/dom.js';
import { drawFlow, flowX, type Flow, type FlowSeries } from '../common/flowPlot.js';
import { NON_FINITE, NOT_CAPTURED, cellOf, quantityById } from '../common/quantities.js';
import type { ShownRun } from '../common/shownRun.js';
import { ghostColor } from '../common/theme.js';
import { cellAt } from './heatmap.js';
import type { PanelActions, PanelState } from './state.js';

/** Steps before the chosen one whose range is shown. */
const RECENT = 20;

const ACTIVATION = quantityById('activationStd');

export class FlowView {
  private readonly title = element('h3', {});
  private readonly key = element('span', { class: 'plot-key' });
  private readonly canvas = element('canvas', { class: 'plot flow', attributes: { role: 'img' } });
  readonly element = element('section', { class: 'plot-section' },
    element('div', { class: 'plot-head' }, this.title, this.key), this.canvas);
  private keyed = '';

  constructor(private readonly actions: PanelActions) {
    this.canvas.addEventListener('click', ({ offsetX }) => this.pick?.(offsetX));
  }

  private pick: ((x: number) => void) | null = null;

  draw(state: PanelState): void {
    const { run, theme, step, quantity } = state;
    setText(this.title, `${quantity.label} over depth`);
    const flow = flowOf(state);
    this.drawKey(state, flow.behind.some(({ dash }) => dash) ? 'activation std' : null);
    this.canvas.setAttribute('aria-label', `${quantity.label} of each layer at step ${step}`);
    const surface = beginDrawing(this.canvas);
    if (!surface || run.steps === 0 || run.layers.length === 0) return;
    const { context, width, height } = surface;
    const box = { left: 38, top: 6, width: width - 42, height: height - 26 };
    drawFlow(context, theme, box, flow);
    context.font = theme.font;
    context.fillStyle = theme.muted;
    context.textBaseline = 'top';
    context.textAlign = 'left';
    context.fillText(fitText(context, run.layers[0]!.name, box.width / 2 - 8), box.left, box.top + box.height + 6);
    context.textAlign = 'right';
    if (run.layers.length > 1) {
      context.fillText(fitText(context, run.layers.at(-1)!.name, box.width / 2 - 8), box.left + box.width, box.top + box.height + 6);
    }
    this.pick = (x) => this.actions.select({ layer: nearest(state, (row) => flowX(box, row, run.layers.length), x) });
  }

  private drawKey({ theme, baseline }: PanelState, activation: string | null): void {
    const key = JSON.stringify([theme.lines, activation, baseline?.told.id]);
    if (key === this.keyed) return;
    this.keyed = key;
    const others = [
      ...baseline ? [swatch(ghostColor(theme), 'earlier run')] : [],
      ...activation ? [swatch(theme.lines[1]!, activation)] : [],
    ];
    this.key.replaceChildren(...others.length > 0 ? [swatch(theme.lines[0]!, activation ? 'gradient' : 'this run'), ...others] : []);
  }
}

/** An entry of a plot's key. */
export function swatch(color: string, label: string): HTMLElement {
  const mark = element('span', { class: 'swatch' });
  mark.style.background = color;
  return element('span', { class: 'legend-item' }, mark, label);
}

function nearest({ run }: PanelState, x: (row: number) => number, at: number): string {
  const distances = run.layers.map((layer, row) => ({ id: layer.id, distance: Math.abs(x(row) - at) }));
  return distances.reduce((best, next) => (next.distance < best.distance ? next : best)).id;
}

/** The chosen quantity at the chosen step with its recent range; the activation's scale beside a gradient's. */
export function flowOf(state: PanelState): Flow {
  const { run, quantity, step, theme, layer } = state;
  const cells = run.layers.map(({ id }) => cellAt(state, id, step));
  const low = [...cells];
  const high = [...cells];
  for (let earlier = Math.max(0, step - RECENT + 1); earlier < step; earlier++) {
    run.layers.forEach(({ id }, row) => {
      const cell = cellAt(state, id, earlier);
      if (cell === NOT_CAPTURED || cell === NON_FINITE) return;
      if (low[row]! < 0 || cell < low[row]!) low[row] = cell;
      if (high[row] === NON_FINITE || cell > high[row]!) high[row] = cell;
    });
  }
  const before: FlowSeries[] = state.baseline ? [{ cells: baselineCells(state, state.baseline.run), color: ghostColor(theme) }] : [];
  const isGradient = quantity.id === 'outputGradientRms' || quantity.id === 'weightGradientNorm';
  return {
    main: { cells, color: theme.lines[0]! },
    band: { low: low.map(finite), high: high.map(finite) },
    behind: [...before, ...isGradient ? [{ cells: run.layers.map(({ id }) => activationAt(state, id)), color: theme.lines[1]!, dash: [4, 3] }] : []],
    logarithmic: quantity.scale === 'magnitude' || quantity.scale === 'ratio',
    selected: run.layers.findIndex(({ id }) => id === layer?.id),
  };
}

/** The earlier run at the same step, or at its last one. */
function baselineCells({ run, quantity, step }: PanelState, before: ShownRun): number[] {
  const at = Math.min(step, before.steps - 1);
  return run.layers.map(({ id }) => {
    const slot = before.slot(id);
    const row = slot === undefined || at < 0 ? null : before.row(slot, at);
    return row ? cellOf(quantity, before.captured(slot!, at), row.values, row.offset) : NOT_CAPTURED;
  });
}

function finite(cell: number): number {
  return cell === NON_FINITE ? NOT_CAPTURED : cell;
}

function activationAt({ run, step }: PanelState, layer: string): number {
  const slot = run.slot(layer)!;
  const row = step >= 0 ? run.row(slot, step) : null;
  return row ? cellOf(ACTIVATION, run.captured(slot, step), row.values, row.offset) : NOT_CAPTURED;
}
