import { interpolateViridis, rgb } from 'd3';
import { formatNumber } from '../shared/format.js';
import type { LayerInfo, RunData } from '../shared/run.js';
import { binSteps, cellOf } from './bins.js';
import type { Bin, Cell } from './bins.js';
import type { Style, StyleName } from './style.js';
import { cut, pad } from './text.js';

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/** Used for nothing else than NaN and infinities. */
const NON_FINITE = rgb(214, 51, 132);
const MOST_ROWS = 60;

export interface HeatmapOptions {
  /** Columns of the terminal. */
  width: number;
  style: Style;
  /** Ids of the layers with findings: their rows are never left out, and marked. */
  marked: ReadonlySet<string>;
  /** A layer's place in the source, short. */
  placeOf(layer: LayerInfo): string;
}

interface Row {
  layer: LayerInfo;
  cells: Cell[];
}

interface Scale {
  /** Whole decades. */
  low: number;
  high: number;
}

/** The run as text: a row for each layer, steps to the right, the magnitude of the gradient as colour or height; last the loss. */
export function heatmap(data: RunData, options: HeatmapOptions): string[] {
  const shown = chooseLayers(data.layers, options.marked);
  const places = shown.map(options.placeOf);
  const widestText = Math.floor(0.26 * options.width);
  const nameWidth = widest(shown.map(({ name }) => name), 8, widestText);
  const placeWidth = widest(places, 0, widestText);
  const bins = binSteps(data.stepCount, Math.max(10, options.width - nameWidth - placeWidth - 6));
  const rows = shown.map((layer) => ({ layer, cells: bins.map((bin) => cellOf(bin, (step) => gradientRms(data, layer, step))) }));
  const scale = scaleOf(rows);
  const { style } = options;

  const lines = [style.text('Gradient of each layer\'s output', 'bold') + style.text(', RMS per element', 'dim')];
  lines.push(style.text(`  ${' '.repeat(nameWidth)}  ${stepAxis(bins)}`, 'dim'));
  rows.forEach(({ layer, cells }, i) => {
    const mark = options.marked.has(layer.id) ? style.text('▸ ', 'yellow') : '  ';
    const place = style.text(cut(places[i], placeWidth), 'dim');
    lines.push(`${mark}${pad(cut(layer.name, nameWidth), nameWidth)}  ${drawCells(cells, scale, style)}  ${place}`.trimEnd());
  });
  lines.push(...legend(rows, scale, bins, style, options.width - nameWidth - 4).map((line) => `  ${' '.repeat(nameWidth)}  ${line}`));
  lines.push(...lossRow(data, bins, nameWidth, style));
  const hidden = data.layers.length - shown.length;
  if (hidden > 0) lines.push(style.text(`  ${hidden} more layers without findings are not shown; --json has them all.`, 'dim'));
  return lines;
}

/** The loss over the same columns: blocks between its least and its largest value, and what it was first and last. */
function lossRow(data: RunData, bins: readonly Bin[], nameWidth: number, style: Style): string[] {
  const means = bins.map(({ first, end }) => mean(lossesOf(data, first, end)));
  const known = lossesOf(data, 0, data.stepCount);
  if (known.length === 0) return [];
  const finite = means.filter(Number.isFinite);
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low;
  const line = means.map((x) => (Number.isFinite(x) ? block(span > 0 ? (x - low) / span : 0) : '!')).join('');
  const change = `${formatNumber(known[0])} → ${formatNumber(known[known.length - 1])}`;
  return ['', `  ${style.text(pad('loss', nameWidth), 'bold')}  ${style.text(line, 'cyan')}  ${change}`];
}

function lossesOf(data: RunData, first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, i) => data.loss(first + i)).filter((loss) => loss !== undefined);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * dL/d(output), per element; for a variable that belongs to no layer dL/d(variable), per element: both have the
 * magnitude of "one gradient".
 */
function gradientRms(data: RunData, layer: LayerInfo, step: number): number | undefined {
  const ofOutput = data.value(layer.id, 'outputGradientRms', step);
  if (ofOutput !== undefined || layer.className !== 'Variable') return ofOutput;
  const norm = data.value(layer.id, 'weightGradientNorm', step);
  const elements = layer.weights.reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0);
  return norm === undefined ? undefined : norm / Math.sqrt(Math.max(1, elements));
}

/** All layers, or in a deep model those with findings and an even choice of the others. */
function chooseLayers(layers: readonly LayerInfo[], marked: ReadonlySet<string>): readonly LayerInfo[] {
  if (layers.length <= MOST_ROWS) return layers;
  const others = layers.filter(({ id }) => !marked.has(id));
  const room = Math.max(8, MOST_ROWS - (layers.length - others.length));
  const every = Math.max(1, Math.ceil(others.length / room));
  const kept = new Set(others.filter((_, i) => i % every === 0));
  return layers.filter((layer) => marked.has(layer.id) || kept.has(layer));
}

function scaleOf(rows: readonly Row[]): Scale {
  const values = rows.flatMap(({ cells }) => cells.map((cell) => (cell.kind === 'value' ? cell.log10 : NaN))).filter(Number.isFinite);
  if (values.length === 0) return { low: -8, high: 0 };
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  // A float32 that is meant to be a power of ten may lie a hair beside it.
  const least = Math.floor(low + 1e-6);
  return { low: least, high: Math.max(least + 1, Math.ceil(high - 1e-6)) };
}

/** Neighbours of the same look are drawn in one go, which keeps the output small. */
function drawCells(cells: readonly Cell[], scale: Scale, style: Style): string {
  let line = '';
  for (let i = 0; i < cells.length;) {
    const drawn = drawCell(cells[i], 1, scale, style);
    let count = 1;
    while (i + count < cells.length && drawCell(cells[i + count], 1, scale, style) === drawn) count++;
    line += drawCell(cells[i], count, scale, style);
    i += count;
  }
  return line;
}

function drawCell(cell: Cell, count: number, { low, high }: Scale, style: Style): string {
  switch (cell.kind) {
    case 'empty': return ' '.repeat(count);
    case 'zero': return style.text('·'.repeat(count), 'dim');
    case 'non-finite': return style.hasCells ? style.cell('!'.repeat(count), NON_FINITE) : style.text('!'.repeat(count), 'magenta');
    case 'value': {
      const at = Math.min(1, Math.max(0, (cell.log10 - low) / (high - low)));
      // Sixteen shades: more cannot be told apart, and equal neighbours can be drawn together.
      return style.hasCells ? style.cell(' '.repeat(count), rgb(interpolateViridis(Math.round(at * 15) / 15))) : block(at).repeat(count);
    }
  }
}

function block(at: number): string {
  return BLOCKS[Math.min(BLOCKS.length - 1, Math.floor(at * BLOCKS.length))];
}

/** The scale and the signs in use, in as many lines as the width asks for. */
function legend(rows: readonly Row[], { low, high }: Scale, bins: readonly Bin[], style: Style, width: number): string[] {
  const kinds = new Set(rows.flatMap(({ cells }) => cells.map(({ kind }) => kind)));
  const shades = style.hasCells
    ? Array.from({ length: 16 }, (_, i) => style.cell(' ', rgb(interpolateViridis(i / 15)))).join('')
    : BLOCKS.join('');
  const [from, to] = [`1e${low} `, ` 1e${high}, log scale`];
  const parts = [{
    text: style.text(from, 'dim') + shades + style.text(to, 'dim'),
    width: from.length + (style.hasCells ? 16 : BLOCKS.length) + to.length,
  }];
  const add = (text: string, look: StyleName): void => { parts.push({ text: style.text(text, look), width: text.length }); };
  if (kinds.has('zero')) add('· exactly 0', 'dim');
  if (kinds.has('non-finite')) add('! NaN or infinite', 'magenta');
  const perColumn = bins.length > 0 ? bins[0].end - bins[0].first : 1;
  if (perColumn > 1) add(`a column is ${perColumn} steps, the largest shown`, 'dim');

  const lines: string[] = [];
  let used = 0;
  for (const part of parts) {
    if (lines.length > 0 && used + 3 + part.width <= width) {
      lines[lines.length - 1] += `   ${part.text}`;
      used += 3 + part.width;
    } else {
      lines.push(part.text);
      used = part.width;
    }
  }
  return lines;
}

/** "0 … 49" over the width of the cells. */
function stepAxis(bins: readonly Bin[]): string {
  if (bins.length === 0) return '';
  const last = String(bins[bins.length - 1].end - 1);
  const first = 'step 0';
  if (bins.length < first.length + last.length + 2) return first;
  return first + ' '.repeat(bins.length - first.length - last.length) + last;
}

function widest(texts: readonly string[], least: number, most: number): number {
  return Math.min(most, Math.max(least, ...texts.map((text) => text.length)));
}
