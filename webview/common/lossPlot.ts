/** The loss over steps. */
import { scaleLinear, scaleLog } from 'd3';
import { drawLine, drawValueAxis, type Box, type ValueScale } from './axes.js';
import { summarize } from './downsample.js';
import type { ShownRun } from './shownRun.js';
import type { StepAxis } from './stepAxis.js';
import type { Theme } from './theme.js';

export interface LossLine {
  label: string;
  color: string;
  /** Undefined where nothing was captured. */
  value: (step: number) => number | undefined;
}

/** One line per model that is trained, as their losses are different things. */
export function lossLines(run: ShownRun, theme: Theme): LossLine[] {
  const trained = new Set<number>();
  for (let step = 0; step < run.steps; step++) trained.add(run.modelOf(step));
  trained.delete(-1);
  if (trained.size < 2) return [{ label: 'Loss', color: theme.lines[0]!, value: (step) => run.loss(step) }];
  return [...trained].sort((a, b) => a - b).map((model, i) => ({
    label: run.models[model]!.name,
    color: theme.lines[i % theme.lines.length]!,
    value: (step) => (run.modelOf(step) === model ? run.loss(step) : undefined),
  }));
}

export interface LossExtent {
  min: number;
  max: number;
  /** Whether a logarithmic axis is possible, and whether it is the better one. */
  positive: boolean;
  wide: boolean;
}

/** Over all finite values; null when there are none. */
export function lossExtent(lines: readonly Pick<LossLine, 'value'>[], from: number, end: number): LossExtent | null {
  let min = Infinity;
  let max = -Infinity;
  for (const { value } of lines) {
    for (let step = from; step < end; step++) {
      const y = value(step);
      if (y === undefined || !Number.isFinite(y)) continue;
      if (y < min) min = y;
      if (y > max) max = y;
    }
  }
  if (min > max) return null;
  return { min, max, positive: min > 0, wide: min > 0 && max / min > 100 };
}

/** A tenth of room above and below; never of no height. */
export function lossScale(extent: LossExtent, logarithmic: boolean, box: Box): ValueScale {
  const range = [box.top + box.height, box.top];
  if (logarithmic) {
    const spread = Math.max(1.2, (extent.max / extent.min) ** 0.06);
    return scaleLog().domain([extent.min / spread, extent.max * spread]).range(range);
  }
  const room = Math.max((extent.max - extent.min) * 0.08, Math.abs(extent.max) * 0.01, 1e-12);
  return scaleLinear().domain([extent.min - room, extent.max + room]).range(range);
}

/** Draws the lines; where a loss is not finite, a bar in the colour of non-finite values along the top. */
export function drawLoss(
  context: CanvasRenderingContext2D, theme: Theme, box: Box, axis: StepAxis, lines: readonly LossLine[],
  logarithmic: boolean, ghost: readonly LossLine[] = [],
): void {
  const extent = lossExtent([...lines, ...ghost], axis.from, axis.end);
  if (extent) {
    const scale = lossScale(extent, logarithmic && extent.positive, box);
    drawValueAxis(context, theme, box, scale, logarithmic && extent.positive);
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, box.width, box.height);
    context.clip();
    context.globalAlpha = 0.35;
    for (const line of ghost) drawLossLine(context, { ...line, color: theme.foreground }, box, axis, scale);
    context.globalAlpha = 1;
    for (const line of lines) drawLossLine(context, line, box, axis, scale);
    context.restore();
  }
  for (const line of lines) drawNonFinite(context, theme, line, box, axis);
}

function drawLossLine(context: CanvasRenderingContext2D, line: LossLine, box: Box, axis: StepAxis, scale: ValueScale): void {
  const steps = axis.end - axis.from;
  const columns = Math.max(1, Math.min(steps, Math.floor(box.width)));
  const { min, max, last } = summarize(line.value, axis.from, axis.end, columns);
  const xs: number[] = [];
  const ys: number[] = [];
  for (let column = 0; column < columns; column++) {
    if (Number.isNaN(last[column]!)) continue;
    const x = box.left + ((column + 0.5) / columns) * box.width;
    const points = min[column] === max[column] ? [last[column]!] : [min[column]!, max[column]!, last[column]!];
    for (const value of points) {
      xs.push(x);
      ys.push(scale(value));
    }
  }
  drawLine(context, xs, ys, line.color);
}

function drawNonFinite(context: CanvasRenderingContext2D, theme: Theme, line: LossLine, box: Box, axis: StepAxis): void {
  const columns = Math.max(1, Math.min(axis.end - axis.from, Math.floor(box.width)));
  const { nonFinite } = summarize(line.value, axis.from, axis.end, columns);
  context.fillStyle = theme.nonFinite;
  const width = box.width / columns;
  nonFinite.forEach((is, column) => {
    if (is) context.fillRect(box.left + column * width, box.top, Math.max(1, width), 5);
  });
}
