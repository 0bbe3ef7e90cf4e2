/** The thin bar at the top: the run's state and controls, what the heatmap shows, and how the run was made. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { PanelToHost, RunStatus } from '../../src/shared/panelProtocol.js';
import { element, setText } from '../common/dom.js';
import { QUANTITIES } from '../common/quantities.js';
import { singleSelect } from '../common/select.js';
import { progressOf, statusWords } from '../common/words.js';
import { CompareSelect } from './compareSelect.js';
import { Legend } from './legend.js';
import type { PanelActions, PanelState } from './state.js';

type Command = Extract<PanelToHost, { type: 'analyze' | 'stop' | 'continue' }>;

/** The buttons that make sense in a phase. */
export function commandsOf(status: RunStatus | null): { label: string; command: Command; primary: boolean }[] {
  switch (status?.phase) {
    case 'starting':
    case 'running': return [{ label: 'Stop', command: { type: 'stop' }, primary: false }];
    case 'paused': return [
      { label: 'Continue', command: { type: 'continue', toEnd: false }, primary: true },
      { label: 'To the end', command: { type: 'continue', toEnd: true }, primary: false },
      { label: 'Stop', command: { type: 'stop' }, primary: false },
    ];
    case 'stopping': return [];
    default: return [{ label: 'Analyze again', command: { type: 'analyze' }, primary: true }];
  }
}

export class Toolbar {
  private readonly file = element('span', { class: 'file' });
  private readonly text = element('span', { class: 'state', attributes: { role: 'status' } });
  private readonly marks = element('span', { class: 'marks' });
  private readonly buttons = element('span', { class: 'buttons' });
  private readonly quantity = singleSelect('Quantity', QUANTITIES, (quantity) => this.actions.choose({ quantity }));
  private readonly legend = new Legend();
  private readonly table = element('button', {
    class: 'toggle', title: 'Show all layers at the chosen step as a table', attributes: { type: 'button' },
    onClick: () => this.actions.choose({ view: this.table.getAttribute('aria-pressed') === 'true' ? 'heatmap' : 'table' }),
  }, 'Table');
  private readonly compare: CompareSelect;
  private readonly backendDetails = element('div', { class: 'popover', attributes: { id: 'backend-details', popover: '' } });
  private readonly backend = element('button', {
    class: 'backend', attributes: { type: 'button', popovertarget: 'backend-details' },
  });
  private readonly seed = element('span', { class: 'seed', title: 'The same seed gives the same run' });
  private readonly bar = element('div', { class: 'progress-bar' });
  private readonly progress = element('div', { class: 'progress' }, this.bar);
  private readonly shown = element('div', { class: 'group shown' }, this.quantity.element, this.legend.element, this.table);
  readonly element = element('header', { class: 'toolbar' },
    element('div', { class: 'tools' },
      element('div', { class: 'group run' }, this.file, this.text, this.marks, this.buttons),
      this.shown,
      element('div', { class: 'group made' }, this.backend, this.seed, this.backendDetails)),
    this.progress);
  private drawnButtons = '';
  private drawnBackend = '';

  constructor(private readonly actions: PanelActions, private readonly send: (command: Command) => void) {
    this.compare = new CompareSelect(actions);
    this.shown.append(this.compare.element);
    this.backend.addEventListener('click', () => {
      const { bottom, right } = this.backend.getBoundingClientRect();
      this.backendDetails.style.top = `${bottom + 4}px`;
      this.backendDetails.style.right = `${Math.max(8, window.innerWidth - right)}px`;
    });
  }

  /** @param isEmpty there is nothing to show yet, and so nothing to choose */
  draw(state: PanelState, isEmpty: boolean): void {
    const { status } = state;
    this.element.hidden = status === null;
    this.shown.hidden = isEmpty;
    setText(this.file, status?.file ?? '');
    setText(this.text, status ? statusWords(status) : '');
    this.text.classList.toggle('failed', status?.failure !== null && status !== null);
    this.drawMarks(status);
    this.drawButtons(state);
    this.drawBackend(status);
    setText(this.seed, status && status.seed !== null ? `seed ${status.seed}` : '');
    const progress = status ? progressOf(status) : null;
    this.bar.style.width = `${(progress ?? 0) * 100}%`;
    this.quantity.set(state.choices.quantity);
    this.table.setAttribute('aria-pressed', String(state.choices.view === 'table'));
    this.legend.draw(state);
    this.compare.draw(state);
  }

  private drawMarks(status: RunStatus | null): void {
    const marks: [string, string][] = [];
    if (status?.stale) marks.push(['stale', 'The file has changed since this run']);
    if (status?.dataKind === 'synthetic') {
      marks.push(['made-up data', 'The file exports no data: the model is trained on made-up data of the right shape']);
    }
    if (this.marks.textContent === marks.map(([label]) => label).join('')) return;
    this.marks.replaceChildren(...marks.map(([label, title]) => element('span', { class: 'mark', title }, label)));
  }

  private drawButtons({ status, origin }: PanelState): void {
    const commands = origin === 'file' ? [] : commandsOf(status);
    const key = commands.map(({ label }) => label).join();
    if (key === this.drawnButtons) return;
    this.drawnButtons = key;
    this.buttons.replaceChildren(...commands.map(({ label, command, primary }) => {
      const button = document.createElement('vscode-button');
      button.className = 'small';
      if (!primary) button.setAttribute('secondary', '');
      button.textContent = label;
      button.addEventListener('click', () => this.send(command));
      return button;
    }));
  }

  private drawBackend(status: RunStatus | null): void {
    const backend = status?.backend ?? null;
    const key = JSON.stringify([backend, status?.seed]);
    if (key === this.drawnBackend) return;
    this.drawnBackend = key;
    this.backend.hidden = backend === null;
    if (!backend) return;
    const reasons = backend.passedOver.map(({ name, reason }) => element('li', {}, element('b', {}, name), ` ${reason}`));
    const notes = backend.notes.map((note) => element('li', {}, note));
    this.backend.textContent = backend.label;
    this.backend.title = [...backend.passedOver.map(({ name, reason }) => `${name}: ${reason}`), ...backend.notes].join('\n');
    this.backendDetails.replaceChildren(
      element('h3', {}, backend.label),
      reasons.length + notes.length > 0 ? element('ul', {}, ...reasons, ...notes) : element('p', {}, 'The best backend there is.'),
      element('p', {}, status?.seed == null ? 'Nothing is seeded.' : `Seed ${status.seed}: the same seed gives the same run.`));
  }
}
