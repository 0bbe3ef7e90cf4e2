/** The panel's parts, put together: what is drawn where, and what the mouse and the keys do. */
import type { HostToPanel, PanelToHost } from '../../src/shared/panelProtocol.js';
import { element, setText } from '../common/dom.js';
import { findingsOf } from '../common/findings.js';
import { sizeOf } from '../common/sizes.js';
import { StepAxis } from '../common/stepAxis.js';
import { Details, cellWords } from './details.js';
import { FindingsView } from './findingsView.js';
import { FlowView } from './flowView.js';
import { Heatmap, cellAt } from './heatmap.js';
import { HistogramView } from './histogramView.js';
import { moveCell, type Cell } from './keyboard.js';
import { LayerList } from './layerList.js';
import { LossView } from './lossView.js';
import { EmptyState, Notice } from './notice.js';
import type { PanelActions, PanelState } from './state.js';
import { TableView } from './tableView.js';
import { ThroughTime } from './throughTime.js';
import { Toolbar } from './toolbar.js';

/** The loss keeps at least this much of the height. */
const LOSS_HEIGHT = 132;

/** However low the panel, the heatmap keeps this; then the timeline scrolls. */
const LEAST_HEIGHT = 96;

export class PanelView {
  private readonly toolbar: Toolbar;
  private readonly notice: Notice;
  private readonly findings: FindingsView;
  private readonly layers: LayerList;
  private readonly heatmap = new Heatmap();
  private readonly loss: LossView;
  private readonly table: TableView;
  private readonly histogram: HistogramView;
  private readonly time: ThroughTime;
  private readonly details: Details;
  private readonly empty: EmptyState;
  private readonly rows: HTMLElement;
  private readonly timeline: HTMLElement;
  private readonly content: HTMLElement;
  /** Tells the selected cell to screen readers. */
  private readonly live = element('div', { class: 'visually-hidden', attributes: { 'aria-live': 'polite', role: 'status' } });
  private readonly tip = element('div', { class: 'tip', attributes: { 'aria-hidden': 'true' } });
  readonly element: HTMLElement;
  private state: PanelState | null = null;
  private axis = new StepAxis(0, 1, 0, 1);
  private movedByKey = false;
  /** Where keys have moved the cell since the last frame. */
  private movedTo: Cell | null = null;

  constructor(private readonly actions: PanelActions, post: (message: PanelToHost) => void, redraw: () => void) {
    this.toolbar = new Toolbar(actions, post);
    this.notice = new Notice(post, actions.hasEditor);
    this.empty = new EmptyState(post);
    this.findings = new FindingsView(actions);
    this.layers = new LayerList(actions);
    this.loss = new LossView(actions);
    this.table = new TableView(actions);
    this.histogram = new HistogramView(actions, post, redraw);
    this.time = new ThroughTime(actions, post, redraw);
    this.details = new Details(actions, new FlowView(actions), this.time, this.histogram);
    this.rows = element('div', { class: 'rows' }, this.layers.element, this.heatmap.canvas, this.tip);
    this.timeline = element('main', { class: 'timeline' }, this.rows, this.table.element, this.loss.element);
    this.content = element('div', { class: 'content' }, this.timeline, this.details.element);
    this.element = element('div', { class: 'root' },
      this.toolbar.element, this.notice.element, this.findings.element, this.content, this.empty.element, this.live);
    this.listen();
  }

  /** Another run begins. */
  forget(): void {
    this.histogram.forget();
    this.time.forget();
  }

  takeHistogram({ layer, step, kind, shares }: Extract<HostToPanel, { type: 'histogram' }>): void {
    this.histogram.take(layer, step, kind, shares);
  }

  takeHidden(answer: Extract<HostToPanel, { type: 'hidden' }>): void {
    this.time.take(answer);
  }

  /** @param changed the first step whose cells changed since the last call */
  draw(state: PanelState, changed: number): void {
    this.state = state;
    this.movedTo = null;
    const { run } = state;
    const isEmpty = run.steps === 0 || run.layers.length === 0;
    this.content.hidden = isEmpty;
    this.empty.element.hidden = !isEmpty;
    this.toolbar.draw(state, isEmpty);
    this.notice.draw(state);
    this.findings.draw(state);
    if (isEmpty) {
      this.empty.draw(state.status);
      return;
    }
    this.axis = this.loss.axis(run.steps);
    const asTable = state.choices.view === 'table';
    this.rows.hidden = asTable;
    this.table.element.hidden = !asTable;
    if (asTable) this.table.draw(state);
    else this.drawRows(state, changed);
    this.loss.draw(state, this.axis);
    this.details.draw(state);
    this.announce(state);
  }

  private drawRows(state: PanelState, changed: number): void {
    const layout = this.heatmap.layOut(state, Math.max(LEAST_HEIGHT, sizeOf(this.timeline).height - LOSS_HEIGHT));
    this.rows.style.height = `${layout.height}px`;
    this.layers.draw(state, layout);
    this.heatmap.draw(state, this.axis, changed);
  }

  /** Only what the user moved to is spoken; the newest step of a running program would be noise. */
  private announce(state: PanelState): void {
    if (!this.movedByKey || !state.layer) return;
    this.movedByKey = false;
    const cell = cellWords(state.quantity, cellAt(state, state.layer.id, state.step));
    const trouble = findingsOf(state.run.findings ?? [], state.layer.id)[0]?.finding.message;
    setText(this.live, `${state.layer.name}, step ${state.step}: ${state.quantity.label} ${cell}.${trouble ? ` ${trouble}` : ''}`);
  }

  private listen(): void {
    const { canvas } = this.heatmap;
    const cellUnder = ({ offsetX, offsetY }: MouseEvent): { layer: string; step: number } | null =>
      (this.state ? this.heatmap.cellUnder(this.state, this.axis, offsetX, offsetY) : null);
    canvas.addEventListener('click', (event) => {
      const cell = cellUnder(event);
      if (cell) this.actions.select(cell);
    });
    canvas.addEventListener('dblclick', (event) => {
      const cell = cellUnder(event);
      if (cell) this.actions.reveal(cell.layer);
    });
    canvas.addEventListener('mousemove', (event) => this.showTip(event, cellUnder(event)));
    canvas.addEventListener('mouseleave', () => this.tip.classList.remove('shown'));
    canvas.addEventListener('keydown', (event) => this.onKey(event));
    this.loss.canvas.addEventListener('click', ({ offsetX }) => this.actions.select({ step: this.axis.step(offsetX) }));
    window.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.actions.select({ step: null });
    });
  }

  private onKey(event: KeyboardEvent): void {
    const { state } = this;
    if (!state?.layer) return;
    if (event.key === 'Enter') {
      this.actions.reveal(this.movedTo ? state.run.layers[this.movedTo.row]!.id : state.layer.id);
      event.preventDefault();
      return;
    }
    const { layers, steps } = state.run;
    const from = this.movedTo ?? { row: layers.findIndex(({ id }) => id === state.layer!.id), step: state.step };
    const cell = moveCell(event.key, from, layers.length, steps);
    if (!cell) return;
    event.preventDefault();
    this.movedByKey = true;
    this.movedTo = cell;
    this.actions.select({ layer: layers[cell.row]!.id, step: cell.step });
  }

  private showTip(event: MouseEvent, cell: { layer: string; step: number } | null): void {
    const { state, tip } = this;
    tip.classList.toggle('shown', cell !== null);
    if (!state || !cell) return;
    const name = state.run.layers.find(({ id }) => id === cell.layer)!.name;
    setText(tip, `${name} · step ${cell.step} · ${cellWords(state.quantity, cellAt(state, cell.layer, cell.step))}`);
    const { canvas } = this.heatmap;
    const x = canvas.offsetLeft + event.offsetX;
    tip.style.left = `${Math.min(x + 12, canvas.offsetLeft + canvas.clientWidth - tip.offsetWidth)}px`;
    tip.style.top = `${event.offsetY > 40 ? event.offsetY - 30 : event.offsetY + 16}px`;
  }
}
