/** Recurrent layers x time steps at one step of the training: a strip of colour for each layer. */
import { beginDrawing } from '../common/canvas.js';
import { element } from '../common/dom.js';
import type { Theme } from '../common/theme.js';
import { position, rampColor, type ColorScale } from './heatmapScale.js';

const STRIP_HEIGHT = 18;
const GAP = 2;

export interface Strip {
  layer: string;
  name: string;
  /** A gradient for each time step. */
  values: Float32Array;
}

export class TimeStrips {
  private readonly names = element('div', { class: 'strip-names' });
  private readonly canvas = element('canvas', { class: 'strips', attributes: { role: 'img' } });
  readonly element = element('div', { class: 'strip-rows' }, this.names, this.canvas);
  private named = '';

  constructor(private readonly select: (layer: string) => void) {
    this.canvas.addEventListener('click', ({ offsetY }) => {
      const strip = this.shown[Math.floor(offsetY / STRIP_HEIGHT)];
      if (strip) this.select(strip.layer);
    });
  }

  private shown: readonly Strip[] = [];

  /** @param selected id of the layer whose strip is marked */
  draw(strips: readonly Strip[], selected: string, theme: Theme): void {
    this.shown = strips;
    this.drawNames(strips, selected);
    this.canvas.style.height = `${strips.length * STRIP_HEIGHT}px`;
    this.canvas.setAttribute('aria-label', `Gradient over time steps of ${strips.map(({ name }) => name).join(', ')}`);
    const surface = beginDrawing(this.canvas);
    if (!surface) return;
    const { context, width, ratio } = surface;
    const scale = scaleOf(strips);
    const times = Math.max(...strips.map(({ values }) => values.length));
    strips.forEach(({ layer, values }, row) => {
      const top = row * STRIP_HEIGHT + GAP / 2;
      const columns = Math.max(1, Math.min(values.length, Math.floor(width)));
      // Whole pixels: between cells that share one, the background would show.
      const edge = (column: number): number => Math.round((column / columns) * ((width * values.length) / times) * ratio) / ratio;
      for (let column = 0; column < columns; column++) {
        context.fillStyle = colorOf(largest(values, column, columns), scale, theme);
        context.fillRect(edge(column), top, edge(column + 1) - edge(column), STRIP_HEIGHT - GAP);
      }
      if (layer !== selected) return;
      context.strokeStyle = theme.focus;
      context.lineWidth = 1.5;
      context.strokeRect(0.75, top + 0.75, width - 1.5, STRIP_HEIGHT - GAP - 1.5);
    });
  }

  private drawNames(strips: readonly Strip[], selected: string): void {
    const key = JSON.stringify([selected, strips.map(({ layer, name }) => [layer, name])]);
    if (key === this.named) return;
    this.named = key;
    this.names.replaceChildren(...strips.map(({ layer, name }) => element('button', {
      class: `strip-name${layer === selected ? ' selected' : ''}`, title: name,
      attributes: { type: 'button', 'aria-pressed': String(layer === selected) },
      onClick: () => this.select(layer),
    }, name)));
  }
}

/** The part of a series that falls into one of the columns, as its largest value; NaN and infinities are larger than all. */
export function largest(values: Float32Array, column: number, columns: number): number {
  const end = Math.max(Math.floor((column * values.length) / columns) + 1, Math.floor(((column + 1) * values.length) / columns));
  let most = 0;
  for (let i = Math.floor((column * values.length) / columns); i < end; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) return Infinity;
    most = Math.max(most, value);
  }
  return most;
}

/** Whole decades that hold all strips, at least two. */
function scaleOf(strips: readonly Strip[]): ColorScale {
  let low = Infinity;
  let high = -Infinity;
  for (const { values } of strips) {
    for (const value of values) {
      if (!(value > 0) || value === Infinity) continue;
      low = Math.min(low, Math.floor(Math.log10(value)));
      high = Math.max(high, Math.floor(Math.log10(value)) + 1);
    }
  }
  if (low > high) [low, high] = [-2, 0];
  return { kind: 'magnitude', low: Math.min(low, high - 2), high, cutBelow: false, cutAbove: false, key: `${low} ${high}` };
}

/** 0 is no small gradient: nothing of the loss depends on that state. */
function colorOf(value: number, scale: ColorScale, theme: Theme): string {
  if (value === Infinity) return theme.nonFinite;
  return value === 0 ? theme.grid : rampColor('magnitude', theme, position(scale, value));
}
