/** Try fixes: the button, then how far the training runs have come, then what came of them. */
import type { TrialsStatus } from '../../src/shared/panelProtocol.js';
import { element, setText } from '../common/dom.js';
import type { PanelActions } from './state.js';

/** One element that moves to the card that is shown, so that its button keeps the focus while the progress goes on. */
export class TrialsControl {
  private readonly start = button('Try fixes', 'Train the program with each fix and without, in memory, and compare', () => this.actions.tryFixes());
  private readonly cancel = button('Cancel', 'Stop training; what was tried stays', () => this.actions.cancelTrials());
  private readonly words = element('span', { class: 'trials-words' });
  private readonly bar = element('div', { class: 'progress-bar' });
  private readonly progress = element('div', { class: 'trials-progress', attributes: { 'role': 'progressbar', 'aria-label': 'Trying fixes' } }, this.bar);
  /** Begin and end only: every run would be noise. */
  private readonly spoken = element('span', { class: 'visually-hidden', attributes: { role: 'status' } });
  readonly element = element('div', { class: 'trials' },
    element('div', { class: 'trials-line' }, this.words, this.start, this.cancel), this.progress, this.spoken);

  constructor(private readonly actions: PanelActions) {}

  draw(trials: TrialsStatus | null): void {
    const isRunning = trials?.running ?? false;
    this.start.hidden = isRunning;
    setText(this.start, trials ? 'Try again' : 'Try fixes');
    this.cancel.hidden = this.progress.hidden = !isRunning;
    setText(this.words, trials ? trialsWords(trials) : 'See by training which of these help.');
    setText(this.spoken, isRunning ? 'Trying fixes' : trials?.message ?? '');
    const share = trials?.total ? trials.done / trials.total : 0;
    this.bar.style.width = `${share * 100}%`;
    this.progress.setAttribute('aria-valuenow', String(Math.round(share * 100)));
    this.progress.setAttribute('aria-valuetext', trials ? trialsWords(trials) : '');
  }
}

/** "3 of 12 runs · Batch normalization" */
function trialsWords({ running, done, total, title, message }: TrialsStatus): string {
  if (!running) return message ?? '';
  if (total === 0) return 'Starting…';
  return `${done} of ${total} runs · ${title ?? 'the program as it is'}`;
}

function button(label: string, title: string, onClick: () => void): HTMLElement {
  const made = document.createElement('vscode-button');
  made.className = 'small';
  made.setAttribute('secondary', '');
  made.title = title;
  made.textContent = label;
  made.addEventListener('click', onClick);
  return made;
}
