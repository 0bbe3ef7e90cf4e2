/** The step axis that the heatmap, the loss and the finding marks share. */
import { scaleLinear } from 'd3';
import { crisp } from './canvas.js';
import type { Theme } from './theme.js';

/** Steps `from` to `end` (exclusive) over `width` pixels from `left`. A step is a column, not a point. */
export class StepAxis {
  constructor(readonly from: number, readonly end: number, readonly left: number, readonly width: number) {}

  /** Left edge of a step's column. */
  x(step: number): number {
    return this.left + ((step - this.from) / (this.end - this.from)) * this.width;
  }

  center(step: number): number {
    return this.x(step + 0.5);
  }

  /** The step under a pixel, kept within the axis. */
  step(x: number): number {
    const step = Math.floor(this.from + ((x - this.left) / this.width) * (this.end - this.from));
    return Math.min(this.end - 1, Math.max(this.from, step));
  }

  ticks(): number[] {
    const steps = scaleLinear().domain([this.from, this.end - 1]).ticks(Math.max(2, Math.floor(this.width / 80)));
    return steps.filter((step) => Number.isInteger(step) && step >= this.from && step < this.end);
  }

  /** Tick marks and labels below `y`, and the selected step as a flag in front of them. */
  draw(context: CanvasRenderingContext2D, theme: Theme, y: number, selected: number | null): void {
    context.font = theme.font;
    context.textAlign = 'center';
    context.textBaseline = 'top';
    context.strokeStyle = theme.border;
    context.fillStyle = theme.muted;
    context.lineWidth = 1;
    for (const step of this.ticks()) {
      const x = crisp(this.center(step));
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x, y + 4);
      context.stroke();
      const label = String(step);
      const half = context.measureText(label).width / 2;
      context.fillText(label, Math.min(this.left + this.width - half, Math.max(this.left + half, x)), y + 6);
    }
    if (selected !== null && selected >= this.from && selected < this.end) this.drawFlag(context, theme, y, selected);
  }

  private drawFlag(context: CanvasRenderingContext2D, theme: Theme, y: number, step: number): void {
    const label = String(step);
    const width = context.measureText(label).width + 8;
    const x = Math.min(this.left + this.width - width, Math.max(this.left, this.center(step) - width / 2));
    context.fillStyle = theme.foreground;
    context.beginPath();
    context.roundRect(x, y + 3, width, 16, 3);
    context.fill();
    context.fillStyle = theme.background;
    context.fillText(label, x + width / 2, y + 6);
  }
}
