import { formatNumber, plural } from '../shared/format.js';
import type { FindingView } from '../shared/panelProtocol.js';
import type { Consequence, Remedy, Severity } from '../shared/report.js';
import type { LayerInfo } from '../shared/run.js';
import { spreadText, trialText } from '../shared/trialWords.js';
import type { Style, StyleName } from './style.js';
import { paragraph, words } from './text.js';

const LOOK: Record<Severity, { mark: string; colour: StyleName }> = {
  error: { mark: '✖', colour: 'red' },
  warning: { mark: '▲', colour: 'yellow' },
  info: { mark: 'ℹ', colour: 'blue' },
};

/** Columns in front of the text of a finding, where its labels stand. */
const INDENT = 12;
const MOST_REMEDIES = 3;
const MOST_NUMBERS = 6;

export interface FindingTextOptions {
  width: number;
  style: Style;
  layers: readonly LayerInfo[];
  placeOf(layer: LayerInfo): string;
  /** A path of the report (relative to its root), for people. */
  pathOf(file: string): string;
}

/** What is wrong, where, why, the numbers, what follows from it, and what to do. */
export function findingText(finding: FindingView, options: FindingTextOptions): string[] {
  const { style, width } = options;
  const { mark, colour } = LOOK[finding.severity];
  const since = finding.step === 0 ? 'from the start' : `since step ${finding.step}`;
  const head = [style.text(`${mark} ${finding.rule}`, colour, 'bold'), places(finding.layers, options), style.text(since, 'dim')];
  const lines = [head.filter((part) => part !== '').join('  ')];
  const add = (label: string, text: string, ...names: StyleName[]): void => {
    for (const [i, line] of paragraph(text, width, INDENT).entries()) {
      const start = i === 0 ? `  ${label}`.padEnd(INDENT) : ' '.repeat(INDENT);
      lines.push(style.text(start, 'dim') + style.text(line.slice(INDENT), ...names));
    }
  };
  add('', finding.message);
  if (finding.cause !== '') add('Cause', finding.cause);
  add('Numbers', [...evidence(finding.evidence), `${plural(finding.stepsSeen, 'step')} looked at`].join(', '), 'dim');
  for (const consequence of finding.consequences) add('Leads to', consequenceText(consequence));
  for (const remedy of finding.remedies.slice(0, MOST_REMEDIES)) {
    add('Fix', remedyText(remedy, options), 'green');
    const tried = triedText(remedy);
    if (tried !== null) add('', tried, 'dim');
  }
  const more = finding.remedies.length - MOST_REMEDIES;
  if (more > 0) add('', `and ${plural(more, 'other')}`, 'dim');
  return lines;
}

/** The first layer and where it stands; then how many others there are. */
function places(ids: readonly string[], { layers, placeOf }: FindingTextOptions): string {
  const known = ids.map((id) => layers.find((layer) => layer.id === id)).filter((layer) => layer !== undefined);
  if (known.length === 0) return '';
  const place = placeOf(known[0]);
  const others = known.length > 1 ? ` and ${plural(known.length - 1, 'other layer')}` : '';
  return `${known[0].name}${place === '' ? '' : ` (${place})`}${others}`;
}

/** The first numbers; the report has them all. */
function evidence(values: FindingView['evidence']): string[] {
  return Object.entries(values)
    .flatMap(([name, value]) => (typeof value === 'number' ? [`${words(name)} ${formatNumber(value)}`] : []))
    .slice(0, MOST_NUMBERS);
}

function consequenceText({ rule, layers, step }: Consequence): string {
  const where = layers.length > 0 ? ` in ${plural(layers.length, 'layer')}` : '';
  return `${rule}${where}, from step ${step} on`;
}

/** "Helps: loss 0.69 → 0.12, after 200 steps with 3 seeds: ..." */
function triedText({ trial, trialFailure, changesLoss }: Remedy): string | null {
  if (trialFailure !== undefined) return `The program fails with it: ${trialFailure}`;
  if (trial === null) return null;
  const text = trialText({ trial, changesLoss });
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}, ${spreadText(trial)}.`;
}

function remedyText({ title, edits }: Remedy, { pathOf }: FindingTextOptions): string {
  if (edits.length === 0) return title;
  const lines = new Set(edits.map(({ file, start }) => `${pathOf(file)}:${start.line}`));
  const [first] = lines;
  return `${title} (${first}${lines.size > 1 ? ` and ${plural(lines.size - 1, 'other line')}` : ''})`;
}
