/** What trying a fix showed: the verdict, the loss with and without it, and the numbers beside it. */
import { line, scaleLinear, scaleLog } from 'd3';
import { plural } from '../../src/shared/format.js';
import type { JsonNumber } from '../../src/shared/jsonNumber.js';
import type { Remedy, Trial, TrialOutcome } from '../../src/shared/report.js';
import { effectText, rangeText, valueText } from '../../src/shared/trialWords.js';
import { element, prose } from '../common/dom.js';

const SVG = 'http://www.w3.org/2000/svg';
/** Of the drawing; the stylesheet stretches it. */
const WIDTH = 100;
const HEIGHT = 64;
/** Room for the lines' own width. */
const EDGE = 2;

const VERDICTS: Record<Trial['verdict'], string> = { helps: 'Helps', 'no-effect': 'No effect', worse: 'Worse' };
const MARKS: Record<Trial['verdict'], string> = { helps: '✓', 'no-effect': '–', worse: '✕' };

/** Drawn in this order; the stylesheet gives each its line. */
const SIDES = [
  { key: 'randomChange', label: 'other weights', title: 'The program as it is with other initial weights: what chance alone changes' },
  { key: 'before', label: 'unchanged', title: 'The program as it is' },
  { key: 'after', label: 'with the fix', title: 'The program with this fix' },
] as const;

type Tried = Pick<Remedy, 'changesLoss'> & { trial: Trial };

/** @param isBest its curves are in sight at once; of the others the verdict is enough at first */
export function trialView(tried: Tried, why: HTMLElement, isBest: boolean): HTMLElement {
  const { trial } = tried;
  const words = [element('b', {}, `${VERDICTS[trial.verdict]}:`), ` ${effectText(tried)}`];
  const curves = curvesOf(tried);
  const view = folded(trial.verdict, words, element('div', { class: 'trial-compared' }, plot(trial, curves), numbers(tried, curves)), why);
  view.open = isBest;
  return view;
}

export function failureView(failure: string, why: HTMLElement): HTMLElement {
  return folded('worse', [element('b', {}, 'Fails:'), ' ', ...prose(failure)], why);
}

function folded(verdict: Trial['verdict'], words: (Node | string)[], ...content: HTMLElement[]): HTMLDetailsElement {
  const mark = element('span', { class: 'verdict-mark', attributes: { 'aria-hidden': 'true' } }, MARKS[verdict]);
  return element('details', { class: 'trial' },
    element('summary', { class: `verdict ${verdict}` }, mark, element('span', {}, ...words)), ...content);
}

function numbers({ trial, changesLoss }: Tried, { isLog }: Curves): HTMLElement {
  const rows = [...SIDES].reverse().map(({ key, label, title }) => element('tr', { title },
    element('th', { attributes: { scope: 'row' } }, element('span', { class: `trial-key ${key}` }), label),
    element('td', {}, valueText(trial[key].loss.median)),
    element('td', { class: 'muted' }, rangeText(trial[key].loss))));
  const caption = `Loss${isLog ? ' (log scale)' : ''} after ${plural(trial.steps, 'step')}, ${plural(trial.seeds.length, 'seed')}${changesLoss ? '; with the fix another one' : ''}`;
  return element('table', { class: 'trial-numbers' },
    element('caption', {}, caption),
    element('thead', { class: 'visually-hidden' }, element('tr', {}, ...['Program', 'Median', 'Range'].map((name) => element('th', { attributes: { scope: 'col' } }, name)))),
    element('tbody', {}, ...rows));
}

interface Curves {
  sides: { key: (typeof SIDES)[number]['key']; curve: readonly JsonNumber[] }[];
  low: number;
  high: number;
  /** They span more than a decade. */
  isLog: boolean;
}

/** The median losses over the steps; where they are not the same quantity, how far each came from its start. */
function curvesOf({ trial, changesLoss }: Tried): Curves {
  const sides = SIDES.map(({ key }) => ({ key, curve: changesLoss ? fromStart(trial[key].lossCurve) : trial[key].lossCurve }));
  const all = sides.flatMap(({ curve }) => curve).filter(isFinite);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return { sides, low, high, isLog: low > 0 && high / low > 10 };
}

function plot(trial: Trial, { sides, low, high, isLog }: Curves): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'trial-plot');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', `Loss over ${plural(trial.steps, 'step')}: ${SIDES.map(({ key, label }) => `${label} ${ends(trial[key])}`).join('; ')}`);
  const toY = heightOf(low, high, isLog);
  for (const { key, curve } of sides) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', key);
    path.setAttribute('d', pathOf(curve, toY));
    svg.append(path);
  }
  return svg;
}

function heightOf(low: number, high: number, isLog: boolean): (loss: number) => number {
  const range = [HEIGHT - EDGE, EDGE];
  if (isLog) return scaleLog().domain([low, high]).range(range);
  return scaleLinear().domain(low === high ? [low - 1, high + 1] : [low, high]).range(range);
}

function fromStart(curve: readonly JsonNumber[]): JsonNumber[] {
  const start = Math.abs(Number(curve[0]));
  return curve.map((loss) => (isFinite(loss) && start > 0 ? loss / start : 'NaN'));
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
