/** What must be read before the numbers: a failure, how to start, and the run's own notes. */
import type { PanelToHost, RunStatus } from '../../src/shared/panelProtocol.js';
import { actionLink, element, prose } from '../common/dom.js';
import { healthIcon } from '../common/icons.js';
import type { PanelState } from './state.js';

type Command = Extract<PanelToHost, { type: 'showLog' | 'openFailure' | 'analyze' }>;

export class Notice {
  readonly element = element('section', { class: 'notice', attributes: { 'aria-live': 'polite' } });
  private drawn = '';

  /** @param hasEditor see PanelActions */
  constructor(private readonly send: (command: Command) => void, private readonly hasEditor: boolean) {}

  draw({ status, origin }: PanelState): void {
    const key = JSON.stringify([status?.failure, status?.notes, origin]);
    if (key === this.drawn) return;
    this.drawn = key;
    const failure = status?.failure;
    const notes = (status?.notes ?? []).map((note) => element('div', { class: 'note' }, healthIcon('info'), element('span', {}, ...prose(note))));
    this.element.replaceChildren(...(failure ? [this.failure(failure, origin === 'own')] : []), ...notes);
    this.element.hidden = this.element.childElementCount === 0;
  }

  private failure(failure: NonNullable<RunStatus['failure']>, hasLog: boolean): HTMLElement {
    const place = failure.file === null ? null : `${failure.file}${failure.line === null ? '' : `:${failure.line}`}`;
    return element('div', { class: 'failure', attributes: { role: 'alert' } },
      healthIcon('error'),
      element('span', { class: 'message' }, ...prose(failure.message)),
      place && this.place(place),
      hasLog ? this.showLog() : null);
  }

  private place(place: string): HTMLElement {
    if (!this.hasEditor) return element('span', { class: 'muted' }, place);
    return actionLink(place, 'Go to the line that failed', () => this.send({ type: 'openFailure' }));
  }

  private showLog(): HTMLElement {
    const log = document.createElement('vscode-button');
    log.className = 'small';
    log.setAttribute('secondary', '');
    log.textContent = 'Show log';
    log.addEventListener('click', () => this.send({ type: 'showLog' }));
    return log;
  }
}

/** What to do when there is no run yet, or nothing arrived. */
export class EmptyState {
  private readonly words = element('p', {});
  private readonly hint = element('p', { class: 'muted' });
  private readonly analyze = document.createElement('vscode-button');
  readonly element = element('div', { class: 'empty' }, this.words, this.hint, this.analyze);

  constructor(send: (command: Command) => void) {
    this.analyze.textContent = 'Analyze';
    this.analyze.addEventListener('click', () => send({ type: 'analyze' }));
  }

  draw(status: RunStatus | null): void {
    const [words, hint] = emptyWords(status);
    this.words.textContent = words;
    this.hint.textContent = hint;
    this.analyze.hidden = status !== null;
  }
}

function emptyWords(status: RunStatus | null): [string, string] {
  if (!status) {
    return ['No run yet.', 'Open a TensorFlow.js file that trains a model and choose Analyze, here or above its first line.'];
  }
  if (status.failure) return ['No step was captured.', 'The program failed before its first training step.'];
  if (status.phase === 'done') return ['No step was captured.', 'The program ended without a training step.'];
  const words = status.phase === 'starting' ? `Starting ${status.file}…` : 'Waiting for the first training step…';
  return [words, 'Layers appear as the program makes them.'];
}
