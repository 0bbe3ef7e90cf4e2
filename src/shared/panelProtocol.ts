/** What the extension host and its two webviews say to each other: one discriminated union per direction. */
import type { BackendInfo, LayerInfo, ModelInfo, ProgramFailure, StopReason } from './run.js';
import type { Finding, Remedy, RuleId } from './report.js';
import type { HistogramKind } from './statistics.js';

export type RunPhase = 'starting' | 'running' | 'paused' | 'stopping' | 'done';

/** How far trying the fixes has come, or what came of it. */
export interface TrialsStatus {
  running: boolean;
  /** Training runs. */
  done: number;
  total: number;
  /** The remedy that is being trained; null for the program as it is. */
  title: string | null;
  /** One sentence when it is over. */
  message: string | null;
}

/** The run as the toolbar tells it. */
export interface RunStatus {
  /** Changes with every new run. */
  id: string;
  /** Path for people, relative to the workspace. */
  file: string;
  phase: RunPhase;
  stopped: StopReason | null;
  backend: BackendInfo | null;
  seed: number | null;
  steps: number;
  /** Steps at which the run stops by itself; null: its own end. */
  stepLimit: number | null;
  /** Seconds since the start. */
  seconds: number;
  dataKind: 'program' | 'synthetic';
  failure: ProgramFailure | null;
  /** The file has changed since the run began. */
  stale: boolean;
  /** Plain words about the run: "No step for 10 s ...", "Trains `createModel` on made-up data". */
  notes: string[];
  live: boolean;
  /** Null when its fixes were not tried. */
  trials: TrialsStatus | null;
}

/**
 * Where a run comes from: this editor made it, and knows its sources; it made it before it was restarted, so that the run can be
 * repeated and its fixes fit no more; or a file that may come from anywhere.
 */
export type RunOrigin = 'own' | 'earlier' | 'file';

/** A run of the same file that ended before the one that is shown. */
export interface EarlierRun {
  id: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  steps: number;
  /** Of its last step; null where it was not finite, or not captured. */
  loss: number | null;
  seed: number | null;
  /** Its first finding. */
  worst: RuleId | null;
}

export type FindingView = Finding & { remedies: Remedy[] };

/** Consecutive steps, dense: steps x layers (in the order of the last `layers` message) x STATISTIC_COUNT. */
export interface StepBlock {
  type: 'steps';
  runId: string;
  first: number;
  count: number;
  layers: number;
  /** Presence masks, steps x layers; 0 where the step did not touch the layer. */
  groups: Uint8Array;
  values: Float32Array;
  /** NaN when not captured; see `lossKnown`. */
  loss: Float32Array;
  lossKnown: Uint8Array;
}

export type HostToPanel =
  /** Forget what was shown: another run begins. Followed by `layers`, `steps`, `findings`. */
  | { type: 'reset'; status: RunStatus | null; origin: RunOrigin }
  | { type: 'status'; status: RunStatus }
  | { type: 'layers'; runId: string; layers: LayerInfo[]; models: ModelInfo[] }
  | StepBlock
  | { type: 'findings'; runId: string; findings: FindingView[] }
  | { type: 'histogram'; runId: string; layer: string; step: number; kind: HistogramKind; shares: Float32Array | null }
  /** Gradients with respect to hidden states: `times[i]` of them for `layers[i]`, one after the other. Layers without are left out. */
  | { type: 'hidden'; runId: string; step: number; layers: string[]; times: number[]; values: Float32Array }
  /** What the run can be compared with, newest first. */
  | { type: 'earlierRuns'; runs: EarlierRun[] }
  /** The run to draw behind the one that is shown, null for none. Its `steps` follow. */
  | { type: 'baseline'; run: EarlierRun | null; layers: LayerInfo[]; models: ModelInfo[] }
  /** Select a layer because the user came from its source line. */
  | { type: 'select'; layer: string }
  /** Side view: whether live runs are on, and in one line what happened last ("Skipped: the file does not parse."). */
  | { type: 'live'; enabled: boolean; message: string | null };

export type PanelToHost =
  /** @param last the run that the page showed when it was there before, null for none */
  | { type: 'ready'; last: string | null }
  | { type: 'reveal'; layer: string }
  | { type: 'analyze' }
  | { type: 'stop' }
  | { type: 'continue'; toEnd: boolean }
  | { type: 'showLog' }
  | { type: 'openFailure' }
  | { type: 'applyRemedy'; finding: number; remedy: string }
  | { type: 'tryFixes' }
  | { type: 'cancelTrials' }
  | { type: 'histogram'; layer: string; step: number; kind: HistogramKind }
  | { type: 'hidden'; step: number }
  /** Draw an earlier run behind this one; null: no longer. */
  | { type: 'compare'; run: string | null }
  | { type: 'setLive'; enabled: boolean }
  | { type: 'openPanel' };
