/** The panel: takes the host's messages in, keeps what the user chose, and draws both at most once a frame. */
import './panel.css';
import type { EarlierRun, HostToPanel, PanelToHost, RunOrigin, RunStatus } from '../../src/shared/panelProtocol.js';
import { fromWire } from '../../src/shared/wire.js';
import { CellPyramid } from '../common/cellPyramid.js';
import { healthOf } from '../common/findings.js';
import { FrameScheduler } from '../common/frame.js';
import { quantityById } from '../common/quantities.js';
import { ShownRun } from '../common/shownRun.js';
import { onSizeChange } from '../common/sizes.js';
import { onThemeChange, readTheme } from '../common/theme.js';
import { connectHost } from '../common/vscodeApi.js';
import { MagnitudeRange, colorScale, colorTable, type ColorScale } from './heatmapScale.js';
import { PanelView } from './panelView.js';
import { DEFAULT_CHOICES, defaultLayer, type Baseline, type Choices, type PanelActions, type PanelState } from './state.js';

const host = connectHost<Choices>();
const post = (message: PanelToHost): void => host.postMessage(message);

let status: RunStatus | null = null;
let run = new ShownRun('');
let origin: RunOrigin = 'own';
let baseline: Baseline | null = null;
let earlier: EarlierRun[] = [];
let choices: Choices = { ...DEFAULT_CHOICES, ...host.getState() };
/** Null: the newest. */
let chosenStep: number | null = null;
let theme = readTheme();
let pyramid = new CellPyramid(run, quantityById(choices.quantity));
let range = new MagnitudeRange();
let scale: ColorScale | null = null;
let health = { layers: run.layers, findings: run.findings, of: healthOf(run.layers, run.findings) };
let table: Uint32Array = new Uint32Array(0);

const actions: PanelActions = {
  hasEditor: !host.standalone,
  select: ({ layer, step }) => {
    if (layer !== undefined) keep({ layer });
    if (step !== undefined) chosenStep = step;
    frames.request();
  },
  reveal: (layer) => post({ type: 'reveal', layer }),
  choose: (changed) => {
    keep(changed);
    frames.request();
  },
  applyRemedy: (finding, remedy) => post({ type: 'applyRemedy', finding, remedy }),
  tryFixes: () => post({ type: 'tryFixes' }),
  cancelTrials: () => post({ type: 'cancelTrials' }),
  compare: (id) => post({ type: 'compare', run: id }),
};

const view = new PanelView(actions, post, () => frames.request());
const frames: FrameScheduler = new FrameScheduler(() => {
  const { state, changed } = takeIn();
  view.draw(state, changed);
});
onSizeChange(() => frames.now());

function keep(changed: Partial<Choices>): void {
  choices = { ...choices, ...changed };
  host.setState(choices);
}

/** Brings the derived data up to date with the messages and choices since the last frame. */
function takeIn(): { state: PanelState; changed: number } {
  const quantity = quantityById(choices.quantity);
  if (pyramid.run !== run || pyramid.quantity !== quantity) {
    pyramid = new CellPyramid(run, quantity);
    range = new MagnitudeRange();
  }
  const changed = pyramid.update((cell) => range.add(cell));
  range.fit();
  const fitted = colorScale(quantity, range);
  if (fitted.key !== scale?.key) table = colorTable(fitted, theme);
  scale = fitted;
  const layer = run.layers.find(({ id }) => id === choices.layer) ?? defaultLayer(run);
  const newest = layer ? run.newestStepOf(layer.id) : run.steps - 1;
  const step = chosenStep === null ? newest : Math.min(chosenStep, run.steps - 1);
  const state: PanelState = {
    status, origin, run, baseline, earlier, choices, quantity, pyramid, scale, table, theme, layer, step,
    health: healthNow(),
    following: chosenStep === null,
  };
  return { state, changed };
}

/** Judged anew only when layers or findings came. */
function healthNow(): PanelState['health'] {
  if (health.layers !== run.layers || health.findings !== run.findings) {
    health = { layers: run.layers, findings: run.findings, of: healthOf(run.layers, run.findings) };
  }
  return health.of;
}

function receive(message: HostToPanel): void {
  switch (message.type) {
    case 'reset':
      if (status && status.file !== message.status?.file) keep({ layer: null });
      ({ status, origin } = message);
      if (status) keep({ run: status.id });
      run = new ShownRun(status?.id ?? '');
      baseline = null;
      earlier = [];
      chosenStep = null;
      view.forget();
      break;
    case 'status':
      status = message.status;
      break;
    case 'select':
      keep({ layer: message.layer });
      break;
    case 'earlierRuns':
      earlier = message.runs;
      break;
    case 'baseline':
      baseline = message.run && { told: message.run, run: new ShownRun(message.run.id) };
      baseline?.run.setLayers(message.layers, message.models);
      break;
    case 'live':
      return;
    default:
      if (message.type === 'steps' && message.runId === baseline?.told.id) baseline.run.append(message);
      else if (message.runId !== run.id) return;
      else if (message.type === 'layers') run.setLayers(message.layers, message.models);
      else if (message.type === 'steps') run.append(message);
      else if (message.type === 'findings') run.findings = message.findings;
      else if (message.type === 'hidden') view.takeHidden(message);
      else view.takeHistogram(message);
  }
  frames.request();
}

window.addEventListener('message', (event: MessageEvent<Record<string, unknown>>) => receive(fromWire(event.data)));
onThemeChange(() => {
  theme = readTheme();
  if (scale) table = colorTable(scale, theme);
  frames.request();
});
document.body.classList.add('gradient-panel');
document.body.append(view.element);
frames.request();
post({ type: 'ready', last: choices.run });
