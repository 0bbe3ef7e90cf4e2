/** The parts of which findings are shown: buttons for remedies, and what a trial of them said. */
import { formatNumber } from '../../src/shared/format.js';
import type { Remedy, Trial } from '../../src/shared/report.js';
import { element, prose } from '../common/dom.js';
import type { RankedFinding } from '../common/findings.js';
import type { PanelActions } from './state.js';

/** Whether choosing it changes a file; the others are advice. */
export function isEdit(remedy: Remedy): boolean {
  return remedy.edits.length > 0 || remedy.createFiles.length > 0;
}

export function applyButton(ranked: RankedFinding, remedy: Remedy, label: string, actions: PanelActions): HTMLElement {
  const button = document.createElement('vscode-button');
  button.className = 'small';
  button.setAttribute('secondary', '');
  button.title = `${remedy.title}\n${remedy.explanation}`;
  button.textContent = label;
  button.addEventListener('click', (event) => {
    event.stopPropagation();
    actions.applyRemedy(ranked.index, remedy.id);
  });
  return button;
}

/** The whole finding: cause, then each remedy with its reason and its button. */
export function findingCard(ranked: RankedFinding, actions: PanelActions): HTMLElement {
  const { finding } = ranked;
  return element('div', { class: `card ${finding.severity}` },
    element('p', { class: 'message' }, ...prose(finding.message)),
    finding.cause ? element('p', { class: 'cause' }, ...prose(finding.cause)) : null,
    ...finding.remedies.map((remedy) => remedyRow(ranked, remedy, actions)));
}

function remedyRow(ranked: RankedFinding, remedy: Remedy, actions: PanelActions): HTMLElement {
  return element('div', { class: 'remedy' },
    element('div', { class: 'remedy-words' },
      element('div', { class: 'remedy-title' }, remedy.title),
      element('div', { class: 'remedy-why' }, ...prose(remedy.explanation)),
      remedy.trial ? element('div', { class: `trial ${remedy.trial.verdict}` }, trialWords(remedy.trial)) : null),
    isEdit(remedy) && actions.hasEditor ? applyButton(ranked, remedy, 'Apply', actions) : null);
}

const VERDICTS: Record<Trial['verdict'], string> = { helps: 'Helps', 'no-effect': 'Makes no difference', worse: 'Makes it worse' };

/** "Helps: loss 2.3 → 0.41 after 50 steps, median of 3 seeds" */
export function trialWords(trial: Trial): string {
  const { verdict, before, after, steps, seeds } = trial;
  const loss = `loss ${formatNumber(before.loss.median)} → ${formatNumber(after.loss.median)}`;
  const seedWords = seeds.length === 1 ? 'one seed' : `median of ${seeds.length} seeds`;
  return `${VERDICTS[verdict]}: ${loss} after ${steps} steps, ${seedWords}`;
}
