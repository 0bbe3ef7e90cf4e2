/** The heatmap: layers down, steps across. */
import { beginDrawing, type Surface } from '../common/canvas.js';
import { element } from '../common/dom.js';
import { ranked } from '../common/findings.js';
import { NON_FINITE, NOT_CAPTURED } from '../common/quantities.js';
import { groupsOf } from '../common/rows.js';
import type { StepAxis } from '../common/stepAxis.js';
import { HeatmapImage, levelFor } from './heatmapImage.js';
import { drawMark } from './marks.js';
import { layOutRows, rowAt, type RowLayout } from './rowLayout.js';
import type { PanelState } from './state.js';

/** CSS pixels that one can aim at. */
const AIM = 3;

export class Heatmap {
  readonly canvas = element('canvas', {
    class: 'heatmap',
    attributes: { tabindex: '0', role: 'application', 'aria-roledescription': 'heatmap', 'aria-label': 'Layers by steps' },
  });
  layout: RowLayout = layOutRows([], 0);
  private readonly image = new HeatmapImage();
  private readonly hatched = document.createElement('canvas');
  private slots: readonly number[] = [];
  private slotsKey: unknown = null;

  /** Gives the rows their places; returns the layout for the names beside them. */
  layOut(state: PanelState, available: number): RowLayout {
    this.layout = layOutRows(groupsOf(state.run.layers, state.run.models), available);
    if (this.slotsKey !== state.run.layers) {
      this.slotsKey = state.run.layers;
      this.slots = state.run.layers.map(({ id }) => state.run.slot(id)!);
    }
    return this.layout;
  }

  /** @param changed the first step whose cells changed since the last call */
  draw(state: PanelState, axis: StepAxis, changed: number): void {
    const surface = beginDrawing(this.canvas);
    if (!surface) return;
    const { pyramid, table, run } = state;
    if (run.steps === 0 || run.layers.length === 0) return;
    const level = levelFor(axis.end - axis.from, Math.ceil(surface.width * surface.ratio));
    this.image.update(pyramid, level, axis.from, axis.end, this.slots, table, changed);
    this.blit(surface, axis, this.image.canvas);
    if (this.image.mask) this.hatch(surface, axis, this.image.mask, state);
    this.drawSelection(surface, state, axis);
    this.drawMarks(surface, state, axis);
    this.describe(state);
  }

  /** The cell under a point; where steps are thinner than the eye can aim at, the one that gives the place its colour. */
  cellUnder(state: PanelState, axis: StepAxis, x: number, y: number): { layer: string; step: number } | null {
    const row = rowAt(this.layout, y);
    const layer = row === null ? undefined : state.run.layers[row];
    if (!layer) return null;
    const aim = axis.width / (axis.end - axis.from) < AIM ? AIM / 2 : 0;
    let step = axis.step(x + axis.left - aim);
    for (let other = step + 1; other <= axis.step(x + axis.left + aim); other++) {
      if (cellAt(state, layer.id, other) > cellAt(state, layer.id, step)) step = other;
    }
    return { layer: layer.id, step };
  }

  /** Scales the image's pixels to cells, one model after the other. */
  private blit({ context }: Surface, axis: StepAxis, image: HTMLCanvasElement): void {
    const { firstStep, stepsPerColumn, columns } = this.image.origin;
    const left = axis.x(firstStep) - axis.left;
    const right = axis.x(firstStep + columns * stepsPerColumn) - axis.left;
    context.imageSmoothingEnabled = false;
    for (const { first, count } of this.layout.groups) {
      context.drawImage(image, 0, first, columns, count, left, this.layout.tops[first]!, right - left, count * this.layout.rowHeight);
    }
  }

  /** Stripes over what is not finite: seen without telling colours apart. */
  private hatch(surface: Surface, axis: StepAxis, mask: HTMLCanvasElement, state: PanelState): void {
    const { hatched } = this;
    const context = hatched.getContext('2d')!;
    hatched.width = this.canvas.width;
    hatched.height = this.canvas.height;
    context.scale(surface.ratio, surface.ratio);
    this.blit({ ...surface, context }, axis, mask);
    context.globalCompositeOperation = 'source-in';
    context.fillStyle = stripes(context, state.theme.dark ? 'rgba(0,0,0,0.55)' : 'rgba(255,255,255,0.65)');
    context.fillRect(0, 0, surface.width, surface.height);
    surface.context.drawImage(hatched, 0, 0, surface.width, surface.height);
  }

  private drawSelection({ context, height }: Surface, state: PanelState, axis: StepAxis): void {
    const { step, layer, theme, run } = state;
    if (step < axis.from || step >= axis.end || !layer) return;
    const row = run.layers.findIndex(({ id }) => id === layer.id);
    if (row < 0) return;
    const width = Math.max(3, axis.x(step + 1) - axis.x(step));
    const x = Math.min(axis.width - width / 2 - 2, Math.max(width / 2 + 2, axis.center(step) - axis.left));
    const rowHeight = Math.max(3, this.layout.rowHeight);
    const top = this.layout.tops[row]! + (this.layout.rowHeight - rowHeight) / 2;
    if (!state.following) {
      context.fillStyle = theme.foreground;
      context.globalAlpha = 0.5;
      context.fillRect(Math.round(axis.center(step) - axis.left), 0, 1, height);
      context.globalAlpha = 1;
    }
    outline(context, x - width / 2, top, width, rowHeight, theme.background, theme.foreground);
  }

  /** Each finding at its first step, in the rows of its layers. */
  private drawMarks({ context, width }: Surface, state: PanelState, axis: StepAxis): void {
    const rows = new Map(state.run.layers.map(({ id }, row) => [id, row]));
    for (const { finding } of ranked(state.run.findings ?? []).reverse()) {
      const row = rows.get(finding.layers[0] ?? '');
      if (row === undefined || finding.step < axis.from || finding.step >= axis.end) continue;
      const x = Math.min(width - 7, Math.max(7, axis.center(finding.step) - axis.left));
      const y = this.layout.tops[row]! + this.layout.rowHeight / 2;
      drawMark(context, state.theme, finding.severity, x, Math.min(this.layout.height - 7, Math.max(7, y)));
    }
  }

  private describe(state: PanelState): void {
    const label = `${state.quantity.label} of ${state.run.layers.length} layers over ${state.run.steps} steps. `
      + 'Arrow keys move the cell, Enter goes to the source line, Escape follows the newest step.';
    if (this.canvas.getAttribute('aria-label') !== label) this.canvas.setAttribute('aria-label', label);
  }
}

/** The cell's number, or why there is none. */
export function cellAt(state: PanelState, layer: string, step: number): number {
  const slot = state.run.slot(layer);
  if (slot === undefined || step < 0 || step >= state.pyramid.steps) return NOT_CAPTURED;
  return state.pyramid.cells(0)[step * state.pyramid.stride + slot] ?? NON_FINITE;
}

/** A dark line within a light one: seen on every colour. */
function outline(
  context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number, outer: string, inner: string,
): void {
  context.lineWidth = 1;
  context.strokeStyle = outer;
  context.strokeRect(x - 1.5, y - 0.5, width + 3, height + 1);
  context.strokeStyle = inner;
  context.strokeRect(x - 0.5, y + 0.5, width + 1, height - 1);
}

function stripes(context: CanvasRenderingContext2D, color: string): CanvasPattern {
  const tile = document.createElement('canvas');
  tile.width = 6;
  tile.height = 6;
  const ink = tile.getContext('2d')!;
  ink.strokeStyle = color;
  ink.lineWidth = 1.5;
  for (const shift of [-6, 0, 6]) {
    ink.moveTo(shift - 1, 7);
    ink.lineTo(shift + 7, -1);
  }
  ink.stroke();
  return context.createPattern(tile, 'repeat')!;
}
