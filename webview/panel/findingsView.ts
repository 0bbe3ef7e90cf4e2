/** The strip at the top: what is wrong, where, since when, and what to do. */
import { plural } from '../../src/shared/format.js';
import { keyFigures } from '../../src/shared/keyFigures.js';
import type { Remedy } from '../../src/shared/report.js';
import { isDisproved, lossText } from '../../src/shared/trialWords.js';
import { element } from '../common/dom.js';
import { layerNames, ranked, ruleName, type RankedFinding } from '../common/findings.js';
import { healthIcon } from '../common/icons.js';
import { applyButton, isEdit } from './findingCard.js';
import type { PanelActions, PanelState } from './state.js';

/** More than these are behind a button: the heatmap must stay in sight. */
const SHOWN = 3;

export class FindingsView {
  readonly element = element('section', { class: 'findings', attributes: { 'aria-label': 'Findings' } });
  private readonly healthyText = element('span', {});
  private readonly healthy = element('div', { class: 'healthy' }, healthIcon('ok'), this.healthyText);
  private readonly figures = element('div', { class: 'figures' });
  private showAll = false;
  private drawn: unknown[] = [];

  constructor(private readonly actions: PanelActions) {}

  draw(state: PanelState): void {
    const { findings, steps } = state.run;
    this.element.hidden = findings === null || steps === 0;
    if (!findings || steps === 0) return;
    if (findings.length === 0) {
      this.healthyText.textContent = `Nothing wrong found in ${plural(steps, 'step')}.`;
      this.figures.textContent = keyFigures(state.run, steps).join(' · ');
      if (this.drawn[0] !== 'healthy') this.element.replaceChildren(this.healthy, this.figures);
      this.drawn = ['healthy'];
      return;
    }
    const key = [findings, this.showAll, state.run.layers];
    if (key.every((part, i) => part === this.drawn[i])) return;
    this.drawn = key;
    this.rebuild(state);
  }

  private rebuild(state: PanelState): void {
    const all = ranked(state.run.findings!);
    const shown = this.showAll ? all : all.slice(0, SHOWN);
    const rows = shown.map((finding) => this.row(finding, state));
    const rest = all.length - SHOWN;
    const more = rest > 0
      ? element('button', { class: 'link more', attributes: { type: 'button' }, onClick: () => {
        this.showAll = !this.showAll;
        this.draw(state);
      } }, this.showAll ? 'Show fewer' : `Show ${rest} more`)
      : null;
    this.element.replaceChildren(...rows, ...(more ? [more] : []));
  }

  private row(item: RankedFinding, state: PanelState): HTMLElement {
    const { finding } = item;
    const nameOf = (id: string): string => state.run.layers.find((layer) => layer.id === id)?.name ?? id;
    const best = finding.remedies[0];
    const fix = best && isEdit(best) && !isDisproved(best) ? fixLabel(best) : null;
    const where = `${layerNames(finding, nameOf)} · since step ${finding.step}`;
    return element('div', { class: 'finding' },
      element('button', {
        class: 'finding-main', title: finding.cause,
        attributes: { type: 'button', 'aria-label': `${ruleName(finding.rule)}: ${finding.message} ${where}` },
        onClick: () => this.actions.select({ layer: finding.layers[0] ?? null, step: finding.step }),
      },
      healthIcon(finding.severity),
      element('span', { class: 'message' }, finding.message),
      element('span', { class: 'where' }, where)),
      best && (fix !== null && state.origin === 'own'
        ? applyButton(item, best, fix, this.actions)
        : element('span', { class: 'advice', title: best.explanation }, isDisproved(best) ? 'No fix tried helps' : fix ?? best.title)));
  }
}

/** "Fix: Batch normalization · loss 0.69 → 0.12"; the numbers only where they were proved. */
function fixLabel({ title, shortTitle, trial, changesLoss }: Remedy): string {
  const label = `Fix: ${shortTitle ?? title}`;
  return trial ? `${label} · ${lossText({ trial, changesLoss })}` : label;
}
