/**
 * The host of a panel that stands alone in an HTML file: gives it the messages that lie in the file, and the light or the dark
 * theme, whichever the browser prefers. Runs before the panel does.
 */
import './standalone.css';
import type { PanelToHost } from '../../src/shared/panelProtocol.js';

type Wire = Record<string, unknown>;

let state: unknown;
let runId: unknown;
/** What the panel asks for when it needs it. */
const answers = new Map<string, Wire>();

/** A histogram's or a hidden gradient's place in the run. */
function keyOf({ type, layer, step, kind }: Wire): string {
  return JSON.stringify([type, layer, step, kind]);
}

/** Of some steps of a long run, the file has no histograms and no hidden gradients. */
function nothing({ type }: PanelToHost): Wire {
  return type === 'histogram' ? { shares: null } : { layers: [], times: [], values: new Float32Array(0) };
}

function send(data: Wire): void {
  window.dispatchEvent(new MessageEvent('message', { data }));
}

/** Takes the messages out of the page one by one, so that no more than one of them is there twice. */
function replay(): void {
  for (const block of document.querySelectorAll('script[type="application/json"]')) {
    const message = JSON.parse(block.textContent) as Wire;
    block.remove();
    runId = message.runId ?? runId;
    if (message.type === 'histogram' || message.type === 'hidden') answers.set(keyOf(message), message);
    else send(message);
  }
}

function receive(message: PanelToHost): void {
  if (message.type === 'ready') replay();
  else if (message.type === 'histogram' || message.type === 'hidden') {
    send(answers.get(keyOf({ ...message })) ?? { ...message, runId, ...nothing(message) });
  }
}

function followTheme(): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const set = (): void => {
    document.body.classList.toggle('vscode-dark', dark.matches);
    document.body.classList.toggle('vscode-light', !dark.matches);
  };
  dark.addEventListener('change', set);
  set();
}

followTheme();
Object.assign(window, {
  acquireVsCodeApi: () => ({
    standalone: true,
    // Later, as from any host: who asks must be done with asking.
    postMessage: (message: PanelToHost) => void setTimeout(() => receive(message), 0),
    getState: () => state,
    setState: (kept: unknown) => { state = kept; },
  }),
});
