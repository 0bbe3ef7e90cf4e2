/** Axes of the small plots, in the theme's colours. */
import type { ScaleContinuousNumeric } from 'd3';
import { formatNumber } from '../../src/shared/format.js';
import { crisp } from './canvas.js';
import type { Theme } from './theme.js';

/** In CSS pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export type ValueScale = ScaleContinuousNumeric<number, number>;

/** "0.01", "1e-7": as numbers are written everywhere else, so that a tick can be found in the table. */
export function powerOfTen(exponent: number): string {
  return Math.abs(exponent) <= 2 ? String(Number((10 ** exponent).toPrecision(1))) : `1e${exponent}`;
}

/** About `count` ticks; on a logarithmic scale whole decades where there is more than one. */
export function ticksOf(scale: ValueScale, logarithmic: boolean, count: number): { value: number; label: string }[] {
  if (!logarithmic) return scale.ticks(count).map((value) => ({ value, label: formatNumber(value) }));
  const [a, b] = scale.domain() as [number, number];
  const low = Math.ceil(Math.log10(a) - 1e-9);
  const high = Math.floor(Math.log10(b) + 1e-9);
  if (high - low < 1) return scale.ticks(count).slice(0, count + 2).map((value) => ({ value, label: formatNumber(value) }));
  const every = Math.max(1, Math.ceil((high - low) / count));
  const ticks = [];
  for (let exponent = high; exponent >= low; exponent -= every) ticks.push({ value: 10 ** exponent, label: powerOfTen(exponent) });
  return ticks;
}

/** Horizontal grid lines with their labels right-aligned left of the box. */
export function drawValueAxis(
  context: CanvasRenderingContext2D, theme: Theme, box: Box, scale: ValueScale, logarithmic: boolean,
): void {
  const ticks = ticksOf(scale, logarithmic, Math.max(2, Math.floor(box.height / 34)));
  context.font = theme.font;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.lineWidth = 1;
  for (const { value, label } of ticks) {
    const y = crisp(scale(value));
    context.strokeStyle = theme.grid;
    context.beginPath();
    context.moveTo(box.left, y);
    context.lineTo(box.left + box.width, y);
    context.stroke();
    context.fillStyle = theme.muted;
    context.fillText(label, box.left - 6, y);
  }
}

/** A solid or dashed line through the points; NaN breaks it. A point between two breaks is drawn as a dot. */
export function drawLine(
  context: CanvasRenderingContext2D, xs: ArrayLike<number>, ys: ArrayLike<number>, color: string, width = 1.5, dash: number[] = [],
): void {
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.setLineDash(dash);
  context.beginPath();
  for (let i = 0; i < xs.length; i++) {
    const y = ys[i]!;
    if (Number.isNaN(y)) continue;
    const startsHere = i === 0 || Number.isNaN(ys[i - 1]!);
    const endsHere = i === xs.length - 1 || Number.isNaN(ys[i + 1]!);
    if (!startsHere) context.lineTo(xs[i]!, y);
    else if (!endsHere) context.moveTo(xs[i]!, y);
    else context.fillRect(xs[i]! - 1.5, y - 1.5, 3, 3);
  }
  context.stroke();
  context.setLineDash([]);
}
