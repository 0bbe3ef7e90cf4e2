/** The mark of a finding's first step, on the heatmap and on the loss: the shape tells the severity. */
import type { Severity } from '../../src/shared/report.js';
import type { Theme } from '../common/theme.js';

export function drawMark(context: CanvasRenderingContext2D, theme: Theme, severity: Severity, x: number, y: number): void {
  context.fillStyle = theme[severity];
  context.strokeStyle = theme.background;
  context.lineWidth = 2;
  context.lineJoin = 'round';
  context.beginPath();
  if (severity === 'warning') {
    context.moveTo(x, y - 5);
    context.lineTo(x + 5.5, y + 4.5);
    context.lineTo(x - 5.5, y + 4.5);
    context.closePath();
  } else {
    context.arc(x, y, severity === 'error' ? 4.5 : 3.5, 0, 2 * Math.PI);
  }
  context.stroke();
  context.fill();
}
