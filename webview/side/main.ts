/** The side view: the current file's run while the user types, with the run before it behind. */
import './side.css';
import type { HostToPanel, PanelToHost, RunStatus } from '../../src/shared/panelProtocol.js';
import { fromWire } from '../../src/shared/wire.js';
import { FrameScheduler } from '../common/frame.js';
import { ShownRun } from '../common/shownRun.js';
import { onSizeChange } from '../common/sizes.js';
import { onThemeChange, readTheme } from '../common/theme.js';
import { connectHost } from '../common/vscodeApi.js';
import { SideView } from './sideView.js';

const host = connectHost<null>();
const post = (message: PanelToHost): void => host.postMessage(message);

let status: RunStatus | null = null;
let run = new ShownRun('');
/** The last run that had steps, before this one. */
let previous: ShownRun | null = null;
let live: { enabled: boolean; message: string | null } = { enabled: false, message: null };
let theme = readTheme();

const view = new SideView(post);
const frames = new FrameScheduler(() => view.draw({ status, run, previous, live, theme }));

function receive(message: HostToPanel): void {
  switch (message.type) {
    case 'reset':
      status = message.status;
      // A run that failed before its first step must not wipe the last good picture.
      if (run.steps > 0) previous = run;
      run = new ShownRun(status?.id ?? '');
      break;
    case 'status':
      status = message.status;
      break;
    case 'live':
      live = message;
      break;
    case 'earlierRuns':
    case 'baseline':
    case 'select':
    case 'histogram':
    case 'hidden':
      return;
    default:
      if (message.runId !== run.id) return;
      if (message.type === 'layers') run.setLayers(message.layers, message.models);
      else if (message.type === 'steps') run.append(message);
      else run.findings = message.findings;
  }
  frames.request();
}

window.addEventListener('message', (event: MessageEvent<Record<string, unknown>>) => receive(fromWire(event.data)));
onSizeChange(() => frames.now());
onThemeChange(() => {
  theme = readTheme();
  frames.request();
});
document.body.classList.add('gradient-side');
document.body.append(view.element);
frames.request();
post({ type: 'ready', last: null });
