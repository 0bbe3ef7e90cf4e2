/** The parts of which findings are shown: the finding, its remedies, and what a trial of them said. */
import type { Remedy } from '../../src/shared/report.js';
import { element, prose } from '../common/dom.js';
import type { RankedFinding } from '../common/findings.js';
import type { PanelActions } from './state.js';
import { trialView } from './trialView.js';

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

/**
 * The whole finding: cause, then each remedy with its reason and its button.
 *
 * @param trials the control that tries the fixes, where this card is to have it
 */
export function findingCard(ranked: RankedFinding, actions: PanelActions, trials: HTMLElement | null): HTMLElement {
  const { finding } = ranked;
  return element('div', { class: `card ${finding.severity}` },
    element('p', { class: 'message' }, ...prose(finding.message)),
    finding.cause ? element('p', { class: 'cause' }, ...prose(finding.cause)) : null,
    trials,
    ...finding.remedies.map((remedy) => remedyRow(ranked, remedy, actions)));
}

function remedyRow(ranked: RankedFinding, remedy: Remedy, actions: PanelActions): HTMLElement {
  return element('div', { class: 'remedy' },
    element('div', { class: 'remedy-head' },
      element('div', { class: 'remedy-title' }, remedy.title),
      isEdit(remedy) && actions.hasEditor ? applyButton(ranked, remedy, 'Apply', actions) : null),
    remedy.trial ? trialView(remedy.trial) : null,
    remedy.trialFailure === undefined ? null
      : element('div', { class: 'verdict worse' }, element('b', {}, 'Fails: '), ...prose(remedy.trialFailure)),
    element('div', { class: 'remedy-why' }, ...prose(remedy.explanation)));
}
