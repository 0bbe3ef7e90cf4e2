/**
 * What the host and the training child say to each other.
 *
 * Events go up on file descriptor 3, commands come down on 4, each a 4-byte little-endian length and that many bytes
 * of `v8.serialize` output. The child reads and writes them *synchronously*: an event leaves although the program never
 * yields to its event loop, a full pipe holds training back instead of filling memory, waiting at a budget costs no
 * CPU, and nothing the program does to `process.send` or to stdout can touch the frames.
 * File descriptor 5 is the lifeline, which a thread beside the program holds: its end of file tells the child that the host
 * is gone. A byte on it asks where the main thread is, and the answer is one line of JSON: `ScriptFrame[]`, innermost first.
 */
import type { BackendInfo, BackendName, Inspection, LayerInfo, ModelInfo, NonFiniteOrigin, OptimizerInfo } from './run.js';

export const EVENT_FD = 3;
export const COMMAND_FD = 4;
export const LIFELINE_FD = 5;

/** A position in the bundle, as V8 tells it: 1-based line and column. */
export interface BundleFrame {
  line: number;
  column: number;
}

/** A position in any script of the child. */
export interface ScriptFrame extends BundleFrame {
  /** Its path, where it has one. */
  script: string;
}

/** The bundled program. */
export interface ProgramImage {
  /** Absolute path of the user's file: what the program sees as its main module. */
  file: string;
  code: string;
  format: 'commonjs' | 'module';
}

/** What stands on the child's command line as JSON, because the backend must be loaded before the standby is ready. */
export interface TrainerSetup {
  /** Folder from which the user's own tfjs packages are looked up. */
  packageRoot: string;
  /** Another folder to look in for @tensorflow/tfjs-node and webgpu: the command line's own installation, or the extension's storage. */
  extraPackageRoot?: string;
  backend: BackendName | 'auto';
  /** With `auto`: backends that are not to be tried again, because a run on them failed. */
  passedOver?: BackendInfo['passedOver'];
  /** Fenced: the program may not write outside `scratch`, open sockets or start processes. */
  fence: { scratch: string } | null;
}

/** The run starts; sent once. */
export interface StartCommand {
  type: 'start';
  program: ProgramImage;
  /** Name of the export to train or call; null: decide by the rules for entries. */
  entry: string | null;
  /** The program's own arguments, as in process.argv.slice(2). */
  args: string[];
  cwd: string;
  /** Null: nothing is seeded. */
  seed: number | null;
  /** Seed of the initial weights alone; absent: the same. Data, shuffling and dropout stay as `seed` makes them. */
  weightSeed?: number;
  capture: 'every' | 'adaptive' | 'off';
  /** Of steps before this one there is nothing but the loss and whether all is finite; absent: 0. */
  captureFrom?: number;
  histograms: boolean;
  /** Null: no limit. Steps count from 0; seconds from the start of the program. */
  steps: number | null;
  seconds: number | null;
  /** What to do when a limit is reached: wait for a `continue` command, or end the process. */
  atLimit: 'pause' | 'end';
}

/** Answers a `paused` event. Limits are absolute (over the whole run); null: none. */
export interface ContinueCommand {
  type: 'continue';
  steps: number | null;
  seconds: number | null;
}

/**
 * Comes before `start`: the child trains a model of its own, so that the program's first step finds more of the code
 * compiled. Answered by `partlyWarm` while more of the kind would help.
 */
export interface WarmUpCommand {
  type: 'warmUp';
}

export type TrainerCommand = WarmUpCommand | StartCommand | ContinueCommand;

/** A layer as the child knows it: positions are still in the bundle. Sent again whenever something of it changes. */
export type RawLayer = Omit<LayerInfo, 'site' | 'callers'> & { frames: BundleFrame[] };
export type RawModel = Omit<ModelInfo, 'site'> & { frames: BundleFrame[] };

/** The learning rate of a model's optimizer. */
export interface LearningRate extends Pick<OptimizerInfo, 'learningRate' | 'learningRateType'> {
  model: string;
}

/** Gradients with respect to hidden states, one series a row. */
export interface HiddenGradients {
  /** Time steps of each row: 0 where it has none. */
  times: Uint32Array;
  /** Row after row, an RMS of dL/d(hidden state) for each time step of the input; see RunData.hiddenGradient. */
  values: Float32Array;
}

/** One captured step. Arrays run over `rows`. */
export interface StepEvent {
  type: 'step';
  step: number;
  /** Milliseconds from the start of the program. */
  time: number;
  /** Ids of the models whose variables the step differentiates. */
  models: string[];
  loss: number;
  /** The part of the loss that is penalties on weights; null outside of `fit` and `trainOnBatch`. */
  regularizationLoss: number | null;
  /** Ids of the layers that the step touched. */
  rows: string[];
  /** Presence masks (`Group`). */
  groups: Uint8Array;
  /** rows x STATISTIC_COUNT. */
  values: Float32Array;
  /** rows x HISTOGRAMS.length x HISTOGRAM_BINS; null when histograms are off. */
  histograms: Uint16Array | null;
  /** Null when no row has a hidden state that the loss depends on. */
  hidden: HiddenGradients | null;
  /** Set on the one step at which the run's first non-finite tensor appeared. */
  firstNonFinite: NonFiniteOrigin | null;
  inspection: Inspection | null;
}

/** Steps that tell a loss and no more: they wait a little for each other, because to tell of each costs more than all else in it. */
export interface StepsEvent {
  type: 'steps';
  steps: StepEvent[];
}

/** Something went wrong in the user's program. */
export interface RawFailure {
  /** What kind, so that the host can say it well. */
  kind:
    | 'throw' | 'rejection' | 'exit' | 'no-training' | 'browser-api' | 'network' | 'missing-module' | 'native-only' | 'backend' | 'unloadable' | 'fence';
  message: string;
  /** Positions in the bundle, innermost first; empty when the failure is nowhere in the user's code. */
  frames: BundleFrame[];
  /** The stack as V8 wrote it. */
  stack: string | null;
}

export type TrainerEvent =
  /** The backend is loaded; a `start` command can come. */
  | { type: 'ready'; backend: BackendInfo; tfjsVersion: string; nodeVersion: string }
  /** Between two models of the warm-up: the next `warmUp` trains another, or `start` ends it early. */
  | { type: 'partlyWarm' }
  /** The program itself has ended without a step and one of its exports is used. */
  | { type: 'entry'; name: string; how: 'call' | 'train'; dataKind: 'program' | 'synthetic' }
  /** Several exports could be used: the user has to say which. Nothing runs any more. */
  | { type: 'candidates'; names: string[] }
  | { type: 'layers'; layers: RawLayer[] }
  | { type: 'models'; models: RawModel[] }
  /** Nothing but the learning rate of these models is another: a schedule may change it at every step. */
  | { type: 'learningRates'; rates: LearningRate[] }
  | StepEvent
  /** Something the user should know. Frames say where it is about, innermost first, if it is about a place. */
  | { type: 'note'; message: string; frames?: BundleFrame[] }
  /** The program has started a thread or process, in which steps are not seen: what to say if it makes none itself. */
  | { type: 'elsewhere'; failure: RawFailure }
  | { type: 'paused'; at: 'steps' | 'seconds' }
  /** The program failed; steps before it stand. The process ends. */
  | { type: 'failed'; failure: RawFailure }
  /** The process ends by itself now. */
  | { type: 'finished'; stopped: 'end' | 'steps' | 'seconds' };

/** What a frame from the child holds. */
export type TrainerMessage = TrainerEvent | StepsEvent;
