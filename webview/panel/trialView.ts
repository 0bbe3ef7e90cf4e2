/** What trying a fix showed: the verdict, the loss with and without it, and the numbers beside it. */
import { line, scaleLinear, scaleLog } from 'd3';
import { plural } from '../../src/shared/format.js';
import type { JsonNumber } from '../../src/shared/jsonNumber.js';
import type { Trial, TrialOutcome } from '../../src/shared/report.js';
import { effectText, rangeText, valueText } from '../../src/shared/trialWords.js';
import { element } from '../common/dom.js';

const SVG = 'http://www.w3.org/2000/svg';
/** Of the drawing; the stylesheet stretches it. */
const WIDTH = 100;
const HEIGHT = 56;
/** Room for the lines' own width. */
const EDGE = 2;

const VERDICTS: Record<Trial['verdict'], string> = { helps: 'Helps', 'no-effect': 'No effect', worse: 'Worse' };
const MARKS: Record<Trial['verdict'], string> = { helps: '✓', 'no-effect': '–', worse: '✕' };

/** Drawn in this order; the stylesheet gives each its line. */
const SIDES = [
  { key: 'randomChange', label: 'other weights', title: 'The program as it is with other initial weights: what chance alone changes' },
  { key: 'before', label: 'unchanged', title: 'The program as it is' },
  { key: 'after', label: 'with it', title: 'The program with this fix' },
] as const;

export function trialView(trial: Trial): HTMLElement {
  const verdict = element('div', { class: `verdict ${trial.verdict}` },
    element('span', { class: 'verdict-mark', attributes: { 'aria-hidden': 'true' } }, MARKS[trial.verdict]),
    element('b', {}, VERDICTS[trial.verdict]), ` ${effectText(trial)}`);
  return element('div', { class: 'trial' }, verdict, element('div', { class: 'trial-compared' }, plot(trial), numbers(trial)));
}

function numbers(trial: Trial): HTMLElement {
  const rows = [...SIDES].reverse().map(({ key, label, title }) => element('tr', { title },
    element('th', { attributes: { scope: 'row' } }, element('span', { class: `trial-key ${key}` }), label),
    element('td', {}, valueText(trial[key].loss.median)),
    element('td', { class: 'muted' }, rangeText(trial[key].loss))));
  const caption = `Loss after ${plural(trial.steps, 'step')}, ${plural(trial.seeds.length, 'seed')}`;
  return element('table', { class: 'trial-numbers' },
    element('caption', {}, caption),
    element('thead', { class: 'visually-hidden' }, element('tr', {}, ...['Program', 'Median', 'Range'].map((name) => element('th', { attributes: { scope: 'col' } }, name)))),
    element('tbody', {}, ...rows));
}

/** The median losses over the steps, on one scale; logarithmic where they span more than a decade. */
function plot(trial: Trial): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'trial-plot');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', `Loss over ${plural(trial.steps, 'step')}: ${SIDES.map(({ key, label }) => `${label} ${ends(trial[key])}`).join('; ')}`);
  const all = SIDES.flatMap(({ key }) => trial[key].lossCurve).filter(isFinite);
  if (all.length === 0) return svg;
  const toY = heightOf(Math.min(...all), Math.max(...all));
  for (const { key } of SIDES) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', key);
    path.setAttribute('d', pathOf(trial[key].lossCurve, toY));
    svg.append(path);
  }
  return svg;
}

function heightOf(low: number, high: number): (loss: number) => number {
  const range = [HEIGHT - EDGE, EDGE];
  if (low > 0 && high / low > 10) return scaleLog().domain([low, high]).range(range);
  return scaleLinear().domain(low === high ? [low - 1, high + 1] : [low, high]).range(range);
}

function pathOf(curve: readonly JsonNumber[], toY: (loss: number) => number): string {
  const step = (WIDTH - 2 * EDGE) / Math.max(1, curve.length - 1);
  // Where it is not finite, the line ends.
  return line<JsonNumber>().defined(isFinite).x((_, i) => EDGE + i * step).y((loss) => toY(loss as number))([...curve]) ?? '';
}

function isFinite(loss: JsonNumber): loss is number {
  return typeof loss === 'number';
}

function ends({ lossCurve }: TrialOutcome): string {
  const [first, last] = [lossCurve[0], lossCurve.at(-1)];
  return first === undefined || last === undefined ? 'unknown' : `from ${valueText(first)} to ${valueText(last)}`;
}
