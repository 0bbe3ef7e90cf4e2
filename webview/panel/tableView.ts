/** All layers at the chosen step as a table: the heatmap's twin for those who read rather than look. */
import { element, setText } from '../common/dom.js';
import { healthIcon } from '../common/icons.js';
import { QUANTITIES, cellOf } from '../common/quantities.js';
import { cellWords } from './details.js';
import type { PanelActions, PanelState } from './state.js';

export class TableView {
  private readonly caption = element('caption', {});
  private readonly body = element('tbody', {});
  readonly element = element('div', { class: 'table', attributes: { tabindex: '0', role: 'region', 'aria-label': 'All layers' } },
    element('table', {}, this.caption, element('thead', {}, element('tr', {},
      element('th', { attributes: { scope: 'col' } }, 'Layer'),
      ...QUANTITIES.map(({ label, explanation }) =>
        element('th', { title: explanation, attributes: { scope: 'col' } }, label)))), this.body));
  private built: unknown[] = [];
  private cells: HTMLElement[][] = [];
  private rows: HTMLElement[] = [];

  constructor(private readonly actions: PanelActions) {}

  draw(state: PanelState): void {
    const { run, step, layer } = state;
    const key = [run, run.layers, run.findings];
    if (!key.every((part, i) => part === this.built[i])) {
      this.built = key;
      this.build(state);
    }
    setText(this.caption, `All layers at step ${step}`);
    run.layers.forEach(({ id }, i) => {
      this.rows[i]!.classList.toggle('selected', id === layer?.id);
      const slot = run.slot(id)!;
      const row = run.row(slot, step);
      QUANTITIES.forEach((quantity, j) => {
        const cell = row ? cellOf(quantity, run.captured(slot, step), row.values, row.offset) : -1;
        this.cells[i]![j]!.classList.toggle('non-finite', cell === Infinity);
        setText(this.cells[i]![j]!, cellWords(quantity, cell));
      });
    });
  }

  private build(state: PanelState): void {
    this.cells = [];
    this.rows = state.run.layers.map((layer) => {
      const name = element('button', {
        class: 'link', attributes: { type: 'button' },
        onClick: () => {
          this.actions.select({ layer: layer.id });
          if (layer.site) this.actions.reveal(layer.id);
        },
      }, layer.name);
      const cells = QUANTITIES.map(() => element('td', {}));
      this.cells.push(cells);
      return element('tr', { onClick: () => this.actions.select({ layer: layer.id }) },
        element('th', { attributes: { scope: 'row' } }, healthIcon(state.health.get(layer.id) ?? 'unknown'), name), ...cells);
    });
    this.body.replaceChildren(...this.rows);
  }
}
