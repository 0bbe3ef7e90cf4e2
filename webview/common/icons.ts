/** Health badges: told apart by shape as well as by colour. Drawn after VS Code's own problem icons. */
import type { Severity } from '../../src/shared/report.js';

export type Health = Severity | 'ok' | 'unknown';

const SVG = 'http://www.w3.org/2000/svg';

/** Outlines on a 16 x 16 grid. */
const PATHS: Record<Health, string> = {
  error: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13z M5.6 5.6l4.8 4.8 M10.4 5.6l-4.8 4.8',
  warning: 'M8 1.8l6.6 12.2H1.4z M8 6v4 M8 11.6v.9',
  info: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13z M8 7v4.2 M8 4.6v.9',
  ok: 'M3.6 8.4l2.9 2.9l5.9-6.4',
  unknown: 'M6 8h4',
};

const WORDS: Record<Health, string> = {
  error: 'Error',
  warning: 'Warning',
  info: 'Information',
  ok: 'Nothing wrong found',
  unknown: 'Not judged yet',
};

export function healthWord(health: Health): string {
  return WORDS[health];
}

export function healthIcon(health: Health): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `health ${health}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', WORDS[health]);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[health]);
  svg.append(path);
  return svg;
}
