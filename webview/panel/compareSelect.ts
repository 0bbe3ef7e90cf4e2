/** Which earlier run is drawn behind the one that is shown. */
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import type { VscodeSingleSelect } from '@vscode-elements/elements/dist/vscode-single-select/index.js';
import { formatNumber, plural } from '../../src/shared/format.js';
import type { EarlierRun } from '../../src/shared/panelProtocol.js';
import { ruleName } from '../common/findings.js';
import type { PanelActions, PanelState } from './state.js';

const NONE = '';

export class CompareSelect {
  private readonly select = document.createElement('vscode-single-select') as VscodeSingleSelect;
  readonly element: HTMLElement = this.select;
  private drawn = '';

  constructor(actions: PanelActions) {
    this.select.className = 'compare';
    this.select.label = 'Compare with an earlier run';
    this.select.setAttribute('aria-label', 'Compare with an earlier run');
    this.select.addEventListener('change', () => actions.compare(this.select.value === NONE ? null : this.select.value));
  }

  draw({ earlier, baseline }: PanelState): void {
    this.element.hidden = earlier.length === 0;
    const key = JSON.stringify([earlier, baseline?.told.id]);
    if (key === this.drawn) return;
    this.drawn = key;
    this.select.replaceChildren(option(NONE, 'Compare with…'), ...earlier.map((run) => option(run.id, label(run), description(run))));
    // The element learns of its options later than this.
    setTimeout(() => { this.select.value = baseline?.told.id ?? NONE; }, 0);
  }
}

function option(value: string, text: string, description?: string): HTMLElement {
  const made = document.createElement('vscode-option');
  made.setAttribute('value', value);
  if (description !== undefined) made.setAttribute('description', description);
  made.textContent = text;
  return made;
}

/** "14:02 · loss 0.69"; with the date where it was another day. */
function label({ startedAt, loss }: EarlierRun): string {
  const date = new Date(startedAt);
  const isToday = date.toDateString() === new Date().toDateString();
  const time = date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const when = isToday ? time : `${date.toLocaleDateString(undefined, { day: 'numeric', month: 'short' })} ${time}`;
  return `${when} · ${loss === null ? 'loss not finite' : `loss ${formatNumber(loss)}`}`;
}

function description({ steps, seed, worst }: EarlierRun): string {
  return [plural(steps, 'step'), seed === null ? 'not seeded' : `seed ${seed}`, worst === null ? 'nothing wrong found' : ruleName(worst)].join(' · ');
}
