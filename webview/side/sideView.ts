/** What the side view shows: live on or off, the verdict, and two small plots. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { formatNumber, plural } from '../../src/shared/format.js';
import { keyFigures } from '../../src/shared/keyFigures.js';
import type { PanelToHost, RunStatus } from '../../src/shared/panelProtocol.js';
import type { Box } from '../common/axes.js';
import { beginDrawing } from '../common/canvas.js';
import { element, setText } from '../common/dom.js';
import { ranked } from '../common/findings.js';
import { drawFlow, type FlowSeries } from '../common/flowPlot.js';
import { healthIcon, type Health } from '../common/icons.js';
import { drawLoss, lossExtent, lossLines, summarizeLine } from '../common/lossPlot.js';
import { NOT_CAPTURED, cellOf, quantityById } from '../common/quantities.js';
import type { ShownRun } from '../common/shownRun.js';
import { StepAxis } from '../common/stepAxis.js';
import { ghostColor, type Theme } from '../common/theme.js';
import { statusWords, verdict } from '../common/words.js';

export interface SideState {
  status: RunStatus | null;
  run: ShownRun;
  previous: ShownRun | null;
  live: { enabled: boolean; message: string | null };
  theme: Theme;
}

const GRADIENT = quantityById('outputGradientRms');
const MARGIN = { left: 38, right: 6, top: 6, bottom: 20 };

export class SideView {
  private readonly file = element('span', { class: 'file' });
  private readonly toggle = element('button', {
    class: 'switch', attributes: { type: 'button', role: 'switch', 'aria-checked': 'false', 'aria-label': 'Live gradients' },
    onClick: () => this.post({ type: 'setLive', enabled: this.toggle.getAttribute('aria-checked') !== 'true' }),
  }, element('span', { class: 'knob' }));
  private readonly message = element('p', { class: 'message muted', attributes: { role: 'status' } });
  private readonly verdictIcon = element('span', { class: 'verdict-icon' });
  private readonly verdictText = element('span', {});
  private readonly verdict = element('div', { class: 'verdict', attributes: { 'aria-live': 'polite' } },
    this.verdictIcon, this.verdictText);
  private readonly figures = element('p', { class: 'figures muted' });
  private readonly flow = element('canvas', { class: 'plot', attributes: { role: 'img' } });
  private readonly loss = element('canvas', { class: 'plot', attributes: { role: 'img' } });
  private readonly ghostKey = element('p', { class: 'ghost-key' },
    element('span', { class: 'swatch ghost' }), 'the run before this one');
  private readonly plots = element('div', { class: 'plots' },
    element('section', {}, element('h3', {}, 'Output gradient RMS over depth'), this.flow),
    element('section', {}, element('h3', {}, 'Loss over steps'), this.loss), this.ghostKey);
  private readonly off = element('div', { class: 'off' },
    element('p', {}, 'Live gradients train the open model for a few steps after each pause in typing, in the background, '
      + 'and show here what changed.'));
  private readonly open = document.createElement('vscode-button');
  readonly element: HTMLElement;
  private drawnHealth: Health | null = null;

  constructor(private readonly post: (message: PanelToHost) => void) {
    const switchOn = document.createElement('vscode-button');
    switchOn.setAttribute('block', '');
    switchOn.textContent = 'Switch live on';
    switchOn.addEventListener('click', () => this.post({ type: 'setLive', enabled: true }));
    this.off.append(switchOn);
    this.open.setAttribute('block', '');
    this.open.setAttribute('secondary', '');
    this.open.textContent = 'Open panel';
    this.open.addEventListener('click', () => this.post({ type: 'openPanel' }));
    this.element = element('div', { class: 'side' },
      element('header', {}, this.file, element('label', { class: 'live' }, 'Live', this.toggle)),
      this.message, this.off, this.verdict, this.figures, this.plots, this.open);
  }

  private state: SideState | null = null;

  draw(state: SideState): void {
    this.state = state;
    const { status, run, previous, live } = state;
    setText(this.file, status?.file ?? 'No file yet');
    this.file.title = status?.file ?? '';
    this.toggle.setAttribute('aria-checked', String(live.enabled));
    const hasPicture = run.steps > 0 || previous !== null;
    this.off.hidden = live.enabled || hasPicture;
    setText(this.message, messageWords(state));
    this.message.hidden = this.message.textContent === '';
    this.drawVerdict(state);
    this.plots.hidden = !hasPicture;
    this.open.hidden = !hasPicture;
    this.ghostKey.hidden = previous === null;
    if (hasPicture) this.redraw();
  }

  /** The last verdict stands, dimmed, until the new run has its own. */
  private drawVerdict({ run, previous, status }: SideState): void {
    const judged = run.findings !== null && run.steps > 0 ? run : previous;
    const words = status?.failure?.message ?? (judged ? verdict(judged.findings, judged.steps) : null);
    this.verdict.hidden = words === null;
    const figures = judged?.findings?.length === 0 && !status?.failure ? keyFigures(judged, judged.steps) : [];
    this.figures.hidden = figures.length === 0;
    setText(this.figures, figures.join('\n'));
    if (words === null) return;
    const worst = judged?.findings ? ranked(judged.findings)[0]?.finding.severity : undefined;
    const health: Health = status?.failure ? 'error' : worst ?? 'ok';
    if (health !== this.drawnHealth) this.verdictIcon.replaceChildren(healthIcon(health));
    this.drawnHealth = health;
    for (const part of [this.verdict, this.figures]) part.classList.toggle('old', !status?.failure && judged !== run);
    setText(this.verdictText, words);
  }

  private redraw(): void {
    if (!this.state || this.plots.hidden) return;
    this.drawFlow(this.state);
    this.drawLoss(this.state);
  }

  private drawFlow({ run, previous, theme }: SideState): void {
    const surface = beginDrawing(this.flow);
    const shown = run.layers.length > 0 ? run : previous;
    if (!surface || !shown) return;
    const { context, width, height } = surface;
    const box = plotBox(width, height);
    const behind: FlowSeries[] = previous ? [{ cells: gradients(previous, shown), color: ghostColor(theme), dash: [] }] : [];
    drawFlow(context, theme, box, {
      main: { cells: gradients(run, shown), color: theme.lines[0]! }, band: null, behind, logarithmic: true, selected: -1,
    });
    context.font = theme.font;
    context.fillStyle = theme.muted;
    context.textBaseline = 'top';
    context.textAlign = 'left';
    context.fillText('input', box.left, box.top + box.height + 5);
    context.textAlign = 'right';
    context.fillText('output', box.left + box.width, box.top + box.height + 5);
    this.flow.setAttribute('aria-label', `Gradient flow over ${plural(shown.layers.length, 'layer')} at step ${shown.steps - 1}`);
  }

  private drawLoss({ run, previous, theme }: SideState): void {
    const surface = beginDrawing(this.loss);
    if (!surface) return;
    const { context, width, height } = surface;
    const box = plotBox(width, height);
    const axis = new StepAxis(0, Math.max(1, run.steps, previous?.steps ?? 0), box.left, box.width);
    const lines = lossLines(run, theme).map((line) => summarizeLine(line, axis));
    const ghost = previous ? lossLines(previous, theme).map((line) => summarizeLine(line, axis)) : [];
    drawLoss(context, theme, box, lines, lossExtent([...lines, ...ghost])?.wide ?? false, ghost);
    axis.draw(context, theme, box.top + box.height, null);
    const last = run.loss(run.steps - 1);
    this.loss.setAttribute('aria-label', last === undefined ? 'Loss' : `Loss ${formatNumber(last)} at step ${run.steps - 1}`);
  }
}

/** Newest cells of `of`, in the rows of `rows`. */
function gradients(of: ShownRun, rows: ShownRun): number[] {
  const step = of.steps - 1;
  return rows.layers.map(({ id }) => {
    const slot = of.slot(id);
    const row = slot === undefined || step < 0 ? null : of.row(slot, step);
    return row ? cellOf(GRADIENT, of.captured(slot!, step), row.values, row.offset) : NOT_CAPTURED;
  });
}

function plotBox(width: number, height: number): Box {
  const { left, top, right, bottom } = MARGIN;
  return { left, top, width: width - left - right, height: height - top - bottom };
}

function messageWords({ live, status }: SideState): string {
  if (live.message) return live.message;
  return status ? statusWords(status) : '';
}

