/** A quantity over depth at one step: how the gradient flows through the layers. */
import { scaleLinear, scaleLog } from 'd3';
import { drawLine, drawValueAxis, type Box, type ValueScale } from './axes.js';
import { crisp } from './canvas.js';
import { NON_FINITE, NOT_CAPTURED } from './quantities.js';
import type { Theme } from './theme.js';

/** Cells (see quantities.ts) of each layer, in depth order. */
export interface FlowSeries {
  cells: readonly number[];
  color: string;
  dash?: number[];
}

export interface Flow {
  main: FlowSeries;
  /** Smallest and largest finite cell of each layer over recent steps. */
  band: { low: readonly number[]; high: readonly number[] } | null;
  /** Drawn behind: the activation's scale, or an earlier run. */
  behind: readonly FlowSeries[];
  logarithmic: boolean;
  /** Row of the selected layer; -1 for none. */
  selected: number;
}

/** Decades shown at most below the largest value. */
const MOST_DECADES = 16;

export function flowScale(flow: Flow, box: Box): ValueScale {
  const range = [box.top + box.height, box.top];
  if (!flow.logarithmic) return scaleLinear().domain([-0.04, 1.04]).range(range);
  const cells = [flow.main, ...flow.behind].flatMap((series) => series.cells)
    .concat(flow.band?.low ?? [], flow.band?.high ?? [])
    .filter((cell) => cell > 0 && cell !== NON_FINITE);
  const high = cells.length ? Math.ceil(Math.log10(Math.max(...cells)) + 0.1) : 0;
  const low = cells.length ? Math.floor(Math.log10(Math.min(...cells)) - 0.1) : -4;
  return scaleLog().domain([10 ** Math.max(low, high - MOST_DECADES), 10 ** high]).range(range).clamp(true);
}

/** x of a layer's row. */
export function flowX(box: Box, row: number, rows: number): number {
  return rows < 2 ? box.left + box.width / 2 : box.left + 4 + (row / (rows - 1)) * (box.width - 8);
}

export function drawFlow(context: CanvasRenderingContext2D, theme: Theme, box: Box, flow: Flow): void {
  const scale = flowScale(flow, box);
  drawValueAxis(context, theme, box, scale, flow.logarithmic);
  const rows = flow.main.cells.length;
  if (flow.band) drawBand(context, box, scale, flow.band, flow.main.color);
  for (const series of flow.behind) drawSeries(context, theme, box, scale, series, rows, flow.logarithmic);
  drawSeries(context, theme, box, scale, flow.main, rows, flow.logarithmic);
  if (flow.selected >= 0) drawSelected(context, theme, box, scale, flow, rows);
}

function toY(scale: ValueScale, cell: number, logarithmic: boolean): number {
  if (cell === NOT_CAPTURED || cell === NON_FINITE) return NaN;
  return logarithmic && cell === 0 ? scale(scale.domain()[0]!) : scale(cell);
}

function drawSeries(
  context: CanvasRenderingContext2D, theme: Theme, box: Box, scale: ValueScale, series: FlowSeries, rows: number, logarithmic: boolean,
): void {
  const xs: number[] = [];
  const ys: number[] = [];
  series.cells.forEach((cell, row) => {
    const x = flowX(box, row, rows);
    if (cell === NON_FINITE) drawCross(context, theme, x, box.top + 5);
    // A layer that was not captured (it has no weights, say) does not break the line.
    if (cell === NOT_CAPTURED) return;
    xs.push(x);
    ys.push(toY(scale, cell, logarithmic));
  });
  drawLine(context, xs, ys, series.color, 1.5, series.dash);
  if (series.dash || box.width / rows < 12) return;
  context.fillStyle = series.color;
  ys.forEach((y, i) => {
    if (Number.isNaN(y)) return;
    context.beginPath();
    context.arc(xs[i]!, y, 2.5, 0, 2 * Math.PI);
    context.fill();
  });
}

function drawCross(context: CanvasRenderingContext2D, theme: Theme, x: number, y: number): void {
  context.strokeStyle = theme.nonFinite;
  context.lineWidth = 2;
  context.beginPath();
  for (const side of [-1, 1]) {
    context.moveTo(x - 3, y - 3 * side);
    context.lineTo(x + 3, y + 3 * side);
  }
  context.stroke();
}

function drawBand(
  context: CanvasRenderingContext2D, box: Box, scale: ValueScale, band: NonNullable<Flow['band']>, color: string,
): void {
  const rows = band.low.length;
  const inside = band.low.map((low, row) => ({ low, high: band.high[row]!, x: flowX(box, row, rows) })).filter(({ low }) => low >= 0);
  const bottom = scale.domain()[0]!;
  context.globalAlpha = 0.18;
  context.fillStyle = color;
  context.beginPath();
  for (const { x, high } of inside) context.lineTo(x, scale(Math.max(high, bottom)));
  for (const { x, low } of inside.reverse()) context.lineTo(x, scale(Math.max(low, bottom)));
  context.fill();
  context.globalAlpha = 1;
}

function drawSelected(context: CanvasRenderingContext2D, theme: Theme, box: Box, scale: ValueScale, flow: Flow, rows: number): void {
  const x = flowX(box, flow.selected, rows);
  context.strokeStyle = theme.foreground;
  context.globalAlpha = 0.4;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(crisp(x), box.top);
  context.lineTo(crisp(x), box.top + box.height);
  context.stroke();
  context.globalAlpha = 1;
  const y = toY(scale, flow.main.cells[flow.selected]!, flow.logarithmic);
  if (Number.isNaN(y)) return;
  context.fillStyle = flow.main.color;
  context.strokeStyle = theme.background;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, 5, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}
