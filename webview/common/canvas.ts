/** Canvases that are sharp on every screen: sized in CSS pixels, backed by device pixels. */
import { sizeOf } from './sizes.js';

export interface Surface {
  context: CanvasRenderingContext2D;
  /** CSS pixels. */
  width: number;
  height: number;
  /** Device pixels per CSS pixel. */
  ratio: number;
}

/** Fits the backing store to the element, clears it, and scales the context to CSS pixels. Null while it is not shown. */
export function beginDrawing(canvas: HTMLCanvasElement): Surface | null {
  const { width, height } = sizeOf(canvas);
  if (width === 0 || height === 0) return null;
  const ratio = window.devicePixelRatio || 1;
  const deviceWidth = Math.round(width * ratio);
  const deviceHeight = Math.round(height * ratio);
  if (canvas.width !== deviceWidth || canvas.height !== deviceHeight) {
    canvas.width = deviceWidth;
    canvas.height = deviceHeight;
  }
  const context = canvas.getContext('2d')!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height, ratio };
}

/** Half a pixel off, so that one-pixel lines are one pixel wide. */
export function crisp(position: number): number {
  return Math.round(position) + 0.5;
}

/** Text that is cut with an ellipsis to fit. */
export function fitText(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let length = text.length - 1;
  while (length > 0 && context.measureText(`${text.slice(0, length)}…`).width > width) length--;
  return `${text.slice(0, length)}…`;
}
