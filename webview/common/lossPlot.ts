/** The loss over steps. */
import { scaleLinear, scaleLog } from 'd3';
import { drawLine, drawValueAxis, type Box, type ValueScale } from './axes.js';
import { summarize, type ColumnSummary } from './downsample.js';
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
  const { trainedModels } = run;
  if (trainedModels.size < 2) return [{ label: 'Loss', color: theme.lines[0]!, value: (step) => run.loss(step) }];
  return [...trainedModels].sort((a, b) => a - b).map((model, i) => ({
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

/** A line as it is drawn: columns of at most a pixel. */
export interface SummarizedLine {
  label: string;
  color: string;
  columns: ColumnSummary;
}

export function summarizeLine({ label, color, value }: LossLine, axis: StepAxis): SummarizedLine {
  const columns = Math.max(1, Math.min(axis.end - axis.from, Math.floor(axis.width)));
  return { label, color, columns: summarize(value, axis.from, axis.end, columns) };
}

/** Over all finite values; null when there are none. */
export function lossExtent(lines: readonly SummarizedLine[]): LossExtent | null {
  let min = Infinity;
  let max = -Infinity;
  for (const { columns } of lines) {
    for (const value of columns.min) if (value < min) min = value;
    for (const value of columns.max) if (value > max) max = value;
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
  context: CanvasRenderingContext2D, theme: Theme, box: Box, lines: readonly SummarizedLine[],
  logarithmic: boolean, ghost: readonly SummarizedLine[] = [],
): void {
  const extent = lossExtent([...lines, ...ghost]);
  if (extent) {
    const scale = lossScale(extent, logarithmic && extent.positive, box);
    drawValueAxis(context, theme, box, scale, logarithmic && extent.positive);
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, box.width, box.height);
    context.clip();
    context.globalAlpha = 0.35;
    for (const line of ghost) drawLossLine(context, { ...line, color: theme.foreground }, box, scale);
    context.globalAlpha = 1;
    for (const line of lines) drawLossLine(context, line, box, scale);
    context.restore();
  }
  for (const line of lines) drawNonFinite(context, theme, line, box);
}

function drawLossLine(context: CanvasRenderingContext2D, line: SummarizedLine, box: Box, scale: ValueScale): void {
  const { min, max, last } = line.columns;
  const xs: number[] = [];
  const ys: number[] = [];
  for (let column = 0; column < last.length; column++) {
    if (Number.isNaN(last[column]!)) continue;
    const x = box.left + ((column + 0.5) / last.length) * box.width;
    const points = min[column] === max[column] ? [last[column]!] : [min[column]!, max[column]!, last[column]!];
    for (const value of points) {
      xs.push(x);
      ys.push(scale(value));
    }
  }
  drawLine(context, xs, ys, line.color);
}

function drawNonFinite(context: CanvasRenderingContext2D, theme: Theme, line: SummarizedLine, box: Box): void {
  const { nonFinite } = line.columns;
  context.fillStyle = theme.nonFinite;
  const width = box.width / nonFinite.length;
  nonFinite.forEach((is, column) => {
    if (is) context.fillRect(box.left + column * width, box.top, Math.max(1, width), 5);
  });
}
