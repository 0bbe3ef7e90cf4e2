/** The parts of which findings are shown: the finding, its remedies, and what a trial of them said. */
import { plural } from '../../src/shared/format.js';
import type { Remedy } from '../../src/shared/report.js';
import { wasTried } from '../../src/shared/trialWords.js';
import { element, prose } from '../common/dom.js';
import type { RankedFinding } from '../common/findings.js';
import type { PanelActions } from './state.js';
import { failureView, trialView } from './trialView.js';

/** Whether choosing it changes a file; the others are advice. */
export function isEdit(remedy: Remedy): boolean {
  return remedy.edits.length > 0 || remedy.createFiles.length > 0;
}

/** @param isBest the one to choose: it stands out */
export function applyButton(ranked: RankedFinding, remedy: Remedy, label: string, actions: PanelActions, isBest = false): HTMLElement {
  const button = document.createElement('vscode-button');
  button.className = 'small';
  button.toggleAttribute('secondary', !isBest);
  button.title = `${remedy.title}\n${remedy.explanation}`;
  button.textContent = label;
  button.addEventListener('click', (event) => {
    event.stopPropagation();
    actions.applyRemedy(ranked.index, remedy.id);
  });
  return button;
}

/**
 * The whole finding: cause, each remedy with its reason and its button, and how much was looked at.
 *
 * @param actions null: its fixes cannot be applied
 * @param trials the control that tries the fixes, where this card is to have it
 */
export function findingCard(ranked: RankedFinding, actions: PanelActions | null, trials: HTMLElement | null): HTMLElement {
  const { finding } = ranked;
  const { remedies } = finding;
  const best = remedies.find(({ trial }) => trial?.verdict === 'helps');
  const areTried = remedies.some(wasTried);
  return element('div', { class: `card ${finding.severity}` },
    element('p', { class: 'message' }, ...prose(finding.message)),
    finding.cause ? element('p', { class: 'cause' }, ...prose(finding.cause)) : null,
    trials,
    ...remedies.map((remedy) => element('div', { class: 'remedy' },
      element('div', { class: 'remedy-head' },
        element('div', { class: 'remedy-title' }, remedy.title),
        isEdit(remedy) && actions ? applyButton(ranked, remedy, 'Apply', actions, remedy === best) : null),
      ...shown(remedy, areTried, remedy === best))),
    element('p', { class: 'muted' }, `Since step ${finding.step}, ${plural(finding.stepsSeen, 'step')} looked at.`));
}

/** What a trial of it showed, and why it should help. */
function shown(remedy: Remedy, areTried: boolean, isBest: boolean): HTMLElement[] {
  const why = element('div', { class: 'remedy-why' }, ...prose(remedy.explanation));
  const { trial, trialFailure, changesLoss } = remedy;
  if (trial) return [trialView({ trial, changesLoss }, why, isBest)];
  if (trialFailure !== undefined) return [failureView(trialFailure, why)];
  return areTried && isEdit(remedy) ? [element('div', { class: 'verdict untried' }, 'Not tried'), why] : [why];
}
