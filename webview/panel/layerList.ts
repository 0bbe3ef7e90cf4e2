/** The names of the rows, left of the heatmap, with their health. */
import { element } from '../common/dom.js';
import { healthIcon, healthWord } from '../common/icons.js';
import type { LayerInfo } from '../../src/shared/run.js';
import { NAMED_ROW, nameHeight, nameTop, namedRows, type RowLayout } from './rowLayout.js';
import type { PanelActions, PanelState } from './state.js';

export class LayerList {
  readonly element = element('div', { class: 'layers', attributes: { role: 'group', 'aria-label': 'Layers' } });
  private drawn: unknown[] = [];

  constructor(private readonly actions: PanelActions) {}

  /** Rebuilt only when something of it changed: most frames bring new cells alone. */
  draw(state: PanelState, layout: RowLayout): void {
    const { layers } = state.run;
    const selected = layers.findIndex(({ id }) => id === state.layer?.id);
    const key = [layers, state.health, selected, layout.rowHeight, layout.height];
    if (key.every((part, i) => part === this.drawn[i])) return;
    this.drawn = key;
    const wanted = [selected, ...rowsByTrouble(state)].filter((row) => row >= 0);
    const parts: HTMLElement[] = layout.headers.map(({ name, top }) =>
      placed(element('div', { class: 'model', title: name }, name), top, null));
    if (layout.rowHeight < NAMED_ROW) parts.push(...this.troubleTicks(state, layout));
    for (const row of namedRows(layout, wanted)) {
      const name = this.name(state, layers[row]!, row === selected, layout.headers.length > 0);
      parts.push(placed(name, nameTop(layout, row), nameHeight(layout)));
    }
    this.element.replaceChildren(...parts);
  }

  private name(state: PanelState, layer: LayerInfo, selected: boolean, indented: boolean): HTMLElement {
    const health = state.health.get(layer.id) ?? 'unknown';
    const where = layer.site ? ` — ${layer.site.file}:${layer.site.line}` : '';
    return element('button', {
      class: `layer${selected ? ' selected' : ''}${indented ? ' indented' : ''}${layer.parent === null ? '' : ' part'}`,
      title: `${layer.name} (${layer.className})${where}\n${healthWord(health)}`,
      attributes: { type: 'button', 'aria-pressed': String(selected), 'data-layer': layer.id },
      onClick: () => {
        this.actions.select({ layer: layer.id });
        if (layer.site) this.actions.reveal(layer.id);
      },
    }, healthIcon(health), element('span', { class: 'name' }, layer.name));
  }

  /** Where rows are too thin for badges: a bar of the row's own height for each layer that is in trouble. */
  private troubleTicks(state: PanelState, layout: RowLayout): HTMLElement[] {
    return rowsByTrouble(state).map((row) => {
      const tick = element('div', { class: `tick ${state.health.get(state.run.layers[row]!.id)!}` });
      return placed(tick, layout.tops[row]!, Math.max(2, layout.rowHeight));
    });
  }
}

function rowsByTrouble(state: PanelState): number[] {
  const { layers } = state.run;
  return (['error', 'warning', 'info'] as const).flatMap((severity) =>
    layers.flatMap(({ id }, row) => (state.health.get(id) === severity ? [row] : [])));
}

function placed(part: HTMLElement, top: number, height: number | null): HTMLElement {
  part.style.top = `${top}px`;
  if (height !== null) part.style.height = `${height}px`;
  return part;
}
