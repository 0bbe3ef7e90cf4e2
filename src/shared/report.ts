/** The report: the stable contract of `analyze --json`. docs/report.schema.json is its JSON Schema. */
import type { JsonNumber } from './jsonNumber.js';
import type { BackendName, SourceSite, StopReason, WeightInfo } from './run.js';

export const RULES = [
  'vanishing-gradient', 'exploding-gradient', 'non-finite', 'dead-relu', 'saturation', 'zero-gradient', 'constant-output',
  'output-activation', 'output-range', 'plateau', 'slow-learning', 'learning-rate-high', 'learning-rate-low',
  'unstable-loss', 'input-scale', 'target-scale', 'poor-initialization', 'symmetry', 'over-regularization',
  'double-softmax', 'vanishing-through-time', 'exploding-through-time', 'optimizer-misuse', 'frozen-weights',
  'data-non-finite', 'loss-reduction', 'hidden-softmax', 'batch-size',
] as const;
export type RuleId = (typeof RULES)[number];

export type Severity = 'error' | 'warning' | 'info';

/** What follows from a finding's cause; never a finding of its own. */
export interface Consequence {
  rule: RuleId;
  layers: string[];
  step: number;
}

/** One root cause. Made by a rule; remedies are added to it later. */
export interface Finding {
  rule: RuleId;
  severity: Severity;
  /** Ids of the layers concerned, the root of the trouble first. */
  layers: string[];
  /** First step at which it was seen. */
  step: number;
  stepsSeen: number;
  /** From 0 to 1. */
  confidence: number;
  /** One sentence that says what was seen, never more than was seen. */
  message: string;
  /** One sentence that says why, from the attribution. */
  cause: string;
  /** The numbers behind it, by name. */
  evidence: Record<string, number | string | number[]>;
  consequences: Consequence[];
}

/** 1-based. */
export interface Position {
  line: number;
  column: number;
}

/** Replaces `start` (inclusive) to `end` (exclusive) in `file`, which is relative to the root, by `newText`. */
export interface SourceEdit {
  file: string;
  start: Position;
  end: Position;
  newText: string;
}

export interface NewFile {
  file: string;
  text: string;
}

/** Over seeds. Losses can be NaN. */
export interface Spread {
  median: JsonNumber;
  min: JsonNumber;
  max: JsonNumber;
}

/** Where several seeds came to. */
export interface TrialOutcome {
  /** Of the last steps, penalties on weights left out. */
  loss: Spread;
  /** Smallest over largest norm of dL/d(output) among the layers with weights. */
  gradientRatio: Spread;
  /** Median loss over the seeds, at up to 50 places that divide the steps evenly. */
  lossCurve: JsonNumber[];
}

/** What training the edited program showed, next to the program as it is and to other initial weights alone. */
export interface Trial {
  seeds: number[];
  steps: number;
  verdict: 'helps' | 'no-effect' | 'worse';
  /** The finding is gone in most seeds in which it was. */
  solved: boolean;
  /** Rules that the program breaks with the change and not without it. */
  newFindings: RuleId[];
  before: TrialOutcome;
  after: TrialOutcome;
  /** The unedited program with other initial weights on the same data: a change that means nothing. */
  randomChange: TrialOutcome;
}

/**
 * A way to put a finding right. `edits` and `createFiles` may both be empty: then the title says what to do by hand,
 * because an edit could not be made safely.
 */
export interface Remedy {
  id: string;
  /** Plain text. */
  title: string;
  /** The title without the place, where room is scarce: "ReLU with He initialization". Absent where the title is short itself. */
  shortTitle?: string;
  /** One or two sentences on why it works here. */
  explanation: string;
  edits: SourceEdit[];
  createFiles: NewFile[];
  /** The losses before and after are not the same quantity: another loss, other targets. */
  changesLoss?: boolean;
  /** The same change with other values. Trials choose: the value that helps most takes the place of the one proposed. */
  alternatives?: Remedy[];
  trial: Trial | null;
  /** Why the program failed with the edits when they were tried. */
  trialFailure?: string;
}

export interface LayerSeries {
  outputGradientRms: (JsonNumber | null)[];
  weightGradientNorm: (JsonNumber | null)[];
  updateToWeightRatio: (JsonNumber | null)[];
  activationMean: (JsonNumber | null)[];
  activationStd: (JsonNumber | null)[];
  deadFraction: (JsonNumber | null)[];
  saturatedFraction: (JsonNumber | null)[];
  nonFinite: (JsonNumber | null)[];
  hiddenGradientByTimeStep: (JsonNumber | null)[][];
}

export interface Report {
  version: 1;
  root: string;
  file: string;
  /** Null when the run failed before a backend was loaded. */
  backend: BackendName | null;
  /** Why a better backend was not taken, and what else the user should know of it. */
  backendNotes: string[];
  seed: number | null;
  steps: number;
  stopped: StopReason;
  data: 'program' | 'synthetic';
  error: { message: string; file: string | null; line: number | null; column: number | null; stack: string | null } | null;
  models: { id: string; name: string; layers: string[]; steps: number[]; loss: (JsonNumber | null)[] }[];
  layers: {
    id: string; name: string; className: string; depth: number; model: string | null; calls: number;
    site: SourceSite | null; weights: WeightInfo[];
  }[];
  series: { loss: (JsonNumber | null)[]; layers: Record<string, LayerSeries> };
  findings: (Finding & { remedies: Remedy[] })[];
}
