/** All the numbers of one layer at one step, as a small table. */
import { formatNumber, formatShare } from '../../src/shared/format.js';
import type { Statistic } from '../../src/shared/statistics.js';
import { element, setText } from '../common/dom.js';
import type { PanelState } from './state.js';

interface NumberRow {
  label: string;
  statistic: Statistic;
  share?: boolean;
  /** A count, shown only when it is not 0: healthy runs should look quiet. */
  isTrouble?: boolean;
}

const SECTIONS: { title: string; rows: NumberRow[] }[] = [
  {
    title: 'Output gradient',
    rows: [
      { label: 'RMS per element', statistic: 'outputGradientRms' },
      { label: 'L2 norm', statistic: 'outputGradientNorm' },
      { label: 'Largest', statistic: 'outputGradientMax' },
      { label: 'Exactly 0', statistic: 'outputGradientZeroFraction', share: true },
      { label: 'NaN or infinite', statistic: 'outputGradientNonFinite', isTrouble: true },
    ],
  },
  {
    title: 'Weights',
    rows: [
      { label: 'Gradient norm', statistic: 'weightGradientNorm' },
      { label: 'Weight norm', statistic: 'weightNorm' },
      { label: 'Update / weight', statistic: 'updateToWeightRatio' },
      { label: 'Gradient exactly 0', statistic: 'weightGradientZeroFraction', share: true },
      { label: 'NaN or infinite gradient', statistic: 'weightGradientNonFinite', isTrouble: true },
      { label: 'NaN or infinite weight', statistic: 'updateNonFinite', isTrouble: true },
    ],
  },
  {
    title: 'Activation',
    rows: [
      { label: 'Mean', statistic: 'activationMean' },
      { label: 'Std', statistic: 'activationStd' },
      { label: 'Largest', statistic: 'activationMax' },
      { label: 'Mean slope', statistic: 'activationSlope' },
      { label: 'Dead units', statistic: 'deadFraction', share: true },
      { label: 'Saturated', statistic: 'saturatedFraction', share: true },
      { label: 'NaN or infinite', statistic: 'activationNonFinite', isTrouble: true },
    ],
  },
];

/** NaN there means that it cannot be told for the layer, not that the layer holds one. */
const UNKNOWN_WHEN_NAN: readonly Statistic[] = ['activationSlope', 'activationBatchStd'];

export class CellNumbers {
  readonly element = element('div', { class: 'numbers' });
  private readonly cells: { row: NumberRow; line: HTMLElement; value: HTMLElement }[] = [];

  constructor() {
    for (const { title, rows } of SECTIONS) {
      const list = element('dl', {});
      for (const row of rows) {
        const value = element('dd', {});
        const line = element('div', {}, element('dt', {}, row.label), value);
        this.cells.push({ row, line, value });
        list.append(line);
      }
      this.element.append(element('section', {}, element('h3', {}, title), list));
    }
  }

  draw({ run, layer, step }: PanelState): void {
    for (const { row, line, value } of this.cells) {
      const number = layer ? run.value(layer.id, row.statistic, step) : undefined;
      line.hidden = row.isTrouble === true && !(number !== undefined && number > 0);
      value.classList.toggle('non-finite', number !== undefined && isBad(row, number));
      setText(value, words(row, number));
    }
  }
}

function isBad(row: NumberRow, number: number): boolean {
  return row.isTrouble === true || (!Number.isFinite(number) && !UNKNOWN_WHEN_NAN.includes(row.statistic));
}

function words(row: NumberRow, number: number | undefined): string {
  if (number === undefined) return '–';
  if (Number.isNaN(number) && UNKNOWN_WHEN_NAN.includes(row.statistic)) return '–';
  if (row.isTrouble) return number.toLocaleString('en-US');
  return row.share && Number.isFinite(number) ? formatShare(number) : formatNumber(number);
}
