/** The loss under the heatmap, on the same step axis. */
import { formatNumber } from '../../src/shared/format.js';
import { beginDrawing, crisp } from '../common/canvas.js';
import { element, setText } from '../common/dom.js';
import { drawLoss, lossExtent, lossLines, summarizeLine } from '../common/lossPlot.js';
import { ranked } from '../common/findings.js';
import { sizeOf } from '../common/sizes.js';
import { StepAxis } from '../common/stepAxis.js';
import { drawMark } from './marks.js';
import type { PanelActions, PanelState } from './state.js';

/** Below the plot: the step axis. Above it: room for the marks. */
const AXIS_HEIGHT = 22;
const MARKS_HEIGHT = 16;

export class LossView {
  readonly canvas = element('canvas', { class: 'loss-canvas', attributes: { role: 'img' } });
  private readonly value = element('span', { class: 'loss-value' });
  private readonly before = element('span', { class: 'loss-before muted', title: 'The earlier run, at the same step' });
  private readonly legend = element('div', { class: 'loss-legend' });
  private readonly logarithmic = element('button', {
    class: 'toggle', title: 'Logarithmic axis', attributes: { type: 'button' },
    onClick: () => this.actions.choose({ lossLogarithmic: this.logarithmic.getAttribute('aria-pressed') !== 'true' }),
  }, 'log');
  /** As wide as the names of the rows above. */
  private readonly spacer = element('div', { class: 'loss-spacer' });
  private readonly gutter = element('div', { class: 'loss-gutter' },
    element('div', { class: 'loss-head' }, element('span', { class: 'caption' }, 'Loss'), this.logarithmic), this.value, this.before, this.legend);
  readonly element = element('div', { class: 'loss' },
    this.canvas, this.spacer, this.gutter);
  private legendKey = '';

  constructor(private readonly actions: PanelActions) {}

  /** The whole run, over what the names leave of the width. */
  axis(steps: number): StepAxis {
    const left = sizeOf(this.spacer).width;
    return new StepAxis(0, steps, left, Math.max(1, sizeOf(this.element).width - left));
  }

  draw(state: PanelState, axis: StepAxis): void {
    const { run, theme, step } = state;
    const lines = lossLines(run, theme).map((line) => summarizeLine(line, axis));
    const ghost = state.baseline ? lossLines(state.baseline.run, theme).map((line) => summarizeLine(line, axis)) : [];
    const extent = lossExtent([...lines, ...ghost]);
    const logarithmic = state.choices.lossLogarithmic ?? extent?.wide ?? false;
    this.logarithmic.setAttribute('aria-pressed', String(logarithmic && (extent?.positive ?? true)));
    this.logarithmic.disabled = extent !== null && !extent.positive;
    const loss = run.loss(step);
    setText(this.value, loss === undefined ? '' : formatNumber(loss));
    const was = state.baseline?.run.loss(Math.min(step, state.baseline.run.steps - 1));
    setText(this.before, was === undefined ? '' : `was ${formatNumber(was)}`);
    this.drawLegend(lines.length > 1 ? lines : []);
    const label = loss === undefined ? 'Loss: not captured' : `Loss ${formatNumber(loss)} at step ${step}`;
    if (this.canvas.getAttribute('aria-label') !== label) this.canvas.setAttribute('aria-label', label);

    const surface = beginDrawing(this.canvas);
    if (!surface || run.steps === 0) return;
    const { context } = surface;
    const box = { left: axis.left, top: MARKS_HEIGHT, width: axis.width, height: surface.height - AXIS_HEIGHT - MARKS_HEIGHT };
    if (box.height < 20) return;
    drawLoss(context, theme, box, lines, logarithmic, ghost);
    context.strokeStyle = theme.border;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(axis.left, crisp(box.top + box.height));
    context.lineTo(axis.left + axis.width, crisp(box.top + box.height));
    context.stroke();
    this.drawMarks(context, state, axis, box.top + box.height);
    const flag = state.following ? null : step;
    if (flag !== null) drawCursor(context, theme.foreground, axis.center(flag), surface.height - AXIS_HEIGHT);
    axis.draw(context, theme, box.top + box.height, flag);
    context.fillStyle = theme.muted;
    context.textAlign = 'right';
    context.fillText('Step', axis.left - 6, box.top + box.height + 6);
  }

  private drawMarks(context: CanvasRenderingContext2D, state: PanelState, axis: StepAxis, bottom: number): void {
    for (const { finding } of ranked(state.run.findings ?? []).reverse()) {
      if (finding.step < axis.from || finding.step >= axis.end) continue;
      const x = Math.min(axis.left + axis.width - 7, Math.max(axis.left + 7, axis.center(finding.step)));
      context.strokeStyle = state.theme[finding.severity];
      context.lineWidth = 1;
      context.setLineDash([2, 3]);
      context.beginPath();
      context.moveTo(crisp(x), MARKS_HEIGHT - 2);
      context.lineTo(crisp(x), bottom);
      context.stroke();
      context.setLineDash([]);
      drawMark(context, state.theme, finding.severity, x, MARKS_HEIGHT / 2);
    }
  }

  private drawLegend(lines: { label: string; color: string }[]): void {
    const key = JSON.stringify(lines.map(({ label, color }) => [label, color]));
    if (key === this.legendKey) return;
    this.legendKey = key;
    this.legend.replaceChildren(...lines.map(({ label, color }) => {
      const swatch = element('span', { class: 'swatch' });
      swatch.style.background = color;
      return element('span', { class: 'legend-item', title: label }, swatch, label);
    }));
  }
}

function drawCursor(context: CanvasRenderingContext2D, color: string, x: number, bottom: number): void {
  context.globalAlpha = 0.5;
  context.fillStyle = color;
  context.fillRect(Math.round(x), 0, 1, bottom);
  context.globalAlpha = 1;
}
