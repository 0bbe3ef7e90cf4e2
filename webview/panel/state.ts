/** What the panel shows at one moment. Views draw it and own nothing else. */
import type { EarlierRun, FindingView, RunOrigin, RunStatus } from '../../src/shared/panelProtocol.js';
import type { LayerInfo } from '../../src/shared/run.js';
import type { HistogramKind } from '../../src/shared/statistics.js';
import type { CellPyramid } from '../common/cellPyramid.js';
import { ranked } from '../common/findings.js';
import type { Health } from '../common/icons.js';
import type { Quantity, QuantityId } from '../common/quantities.js';
import type { ShownRun } from '../common/shownRun.js';
import type { Theme } from '../common/theme.js';
import type { ColorScale } from './heatmapScale.js';

/** The user's choices; kept by VS Code when the panel is hidden or the window reloads. */
export interface Choices {
  quantity: QuantityId;
  histogram: HistogramKind;
  /** Null: logarithmic where the loss spans decades. */
  lossLogarithmic: boolean | null;
  view: 'heatmap' | 'table';
  /** Null: the layer of the worst finding. */
  layer: string | null;
  /** The run that was shown last. */
  run: string | null;
}

export const DEFAULT_CHOICES: Choices = {
  quantity: 'outputGradientRms',
  histogram: 'outputGradient',
  lossLogarithmic: null,
  view: 'heatmap',
  layer: null,
  run: null,
};

export interface PanelState {
  status: RunStatus | null;
  origin: RunOrigin;
  run: ShownRun;
  choices: Choices;
  quantity: Quantity;
  pyramid: CellPyramid;
  scale: ColorScale;
  /** Colours of all cells; the same array as long as no colour changed. */
  table: Uint32Array;
  theme: Theme;
  health: ReadonlyMap<string, Health>;
  /** The earlier run that is drawn behind this one. */
  baseline: Baseline | null;
  /** What the run can be compared with, newest first. */
  earlier: readonly EarlierRun[];
  /** Null while no layer is known. */
  layer: LayerInfo | null;
  /** -1 before the first step. */
  step: number;
  /** Whether `step` is the newest one because the user chose none. */
  following: boolean;
}

/** An earlier run of the same file. */
export interface Baseline {
  told: EarlierRun;
  run: ShownRun;
}

/** What views ask for. */
export interface PanelActions {
  /** Whether an editor is behind the page; if not, nothing is offered that only it could do. */
  readonly hasEditor: boolean;
  /** What is left out stays; null lets go: of the layer, or of the step (then the newest is followed). */
  select(selection: { layer?: string | null; step?: number | null }): void;
  reveal(layer: string): void;
  choose(choices: Partial<Choices>): void;
  applyRemedy(finding: number, remedy: string): void;
  /** Trains the program with each fix of all findings. */
  tryFixes(): void;
  cancelTrials(): void;
  /** Draws an earlier run behind this one; null: none. */
  compare(run: string | null): void;
}

/** The layer to show when the user chose none: where the worst trouble sits, else the first. */
export function defaultLayer(run: ShownRun): LayerInfo | null {
  const worst: FindingView | undefined = run.findings ? ranked(run.findings)[0]?.finding : undefined;
  return run.layers.find(({ id }) => id === worst?.layers[0]) ?? run.layers[0] ?? null;
}
